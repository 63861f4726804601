# The four words a newcomer needs are format, lint, test and test-kernel; CONTRIBUTING.md explains them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CACHE ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/ckptgen
KERNEL ?= $(CACHE)/linux-source-6.12
# What a series is rebased from.
OLD_KERNEL ?= $(CACHE)/linux-source-6.1

PATCH ?= checkpoint
# The sample tree that shows a semantic patch at work: one of its own for those that change what a table has.
SAMPLE = $(if $(filter checkpoint vm-checkpoint %.py,$(PATCH)),tests/sample,tests/sample-ops)
# What `make series` works on: the sample tree, or a kernel tree of yours, as its files are or at REF.
TREE ?= $(SAMPLE)
REF ?=
# How long `make fuzz` tries cases, which ones, and (CASES) how many at the most.
SECONDS ?= 600
SEED ?= 1

.DEFAULT_GOAL := help
.PHONY: help series regen format lint test fuzz kernel test-kernel bench clean

help:
	@echo "make series [TREE=DIR] [REF=REV] [PATCH=NAME|FILE]  write the series (default: for the sample tree)"
	@echo "make test         run the tests"
	@echo "make fuzz [SECONDS=600] [SEED=N]  try mutated tables against oracles that share no code with ckptgen"
	@echo "make test-kernel  run the tests on a real kernel (fetched by make kernel)"
	@echo "make format lint  format and check the code"
	@echo "make bench        measure against grep, the wiki's script and spatch"

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

ifeq ($(TREE),$(SAMPLE))
OUT := $(if $(filter %.py,$(PATCH)),out/sample-$(basename $(notdir $(PATCH))),patches/$(PATCH)/series)
SIGNOFF := --signoff "A U Thor <author@example.com>"
else
OUT := out/$(notdir $(abspath $(TREE)))$(if $(REF),-$(REF))
SIGNOFF := -s
endif

series: $(VENV)/.installed
	$(BIN)/ckptgen -C $(TREE) $(if $(REF),--ref $(REF)) -p $(PATCH) plan
	@mkdir -p $(dir $(OUT))
	$(BIN)/ckptgen -C $(TREE) $(if $(REF),--ref $(REF)) -p $(PATCH) series $(SIGNOFF) -o $(OUT)

# Writes every checked-in result again; `git diff --exit-code` then tells whether anything changed.
regen: $(VENV)/.installed
	for name in $(notdir $(patsubst %/rule.py,%,$(wildcard patches/*/rule.py))); do \
		$(MAKE) --no-print-directory series PATCH=$$name || exit; \
	done
	CKPTGEN_REGEN=1 $(BIN)/pytest -q tests/cli/test_guards.py tests/series/test_messages.py tests/rewrite/test_private.py \
		tests/rewrite/test_includes.py tests/trial tests/smpl

format: $(VENV)/.installed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: $(VENV)/.installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

test: $(VENV)/.installed
	$(BIN)/pytest -m "not kernel" -n auto --dist loadfile

fuzz: $(VENV)/.installed
	$(BIN)/python -m tests.fuzz --seconds $(SECONDS) --seed $(SEED) --jobs 2 $(if $(CASES),--cases $(CASES))

kernel:
	$(PYTHON) tests/kernel/fetch.py "$(KERNEL)"
	$(PYTHON) tests/kernel/fetch.py "$(OLD_KERNEL)"

test-kernel: $(VENV)/.installed kernel
	CKPTGEN_KERNEL="$(KERNEL)" CKPTGEN_OLD_KERNEL="$(OLD_KERNEL)" $(BIN)/pytest -m kernel

bench: $(VENV)/.installed kernel
	@mkdir -p out
	$(BIN)/python -m tests.bench "$(KERNEL)" --json out/bench.json --chart out/bench.svg

clean:
	rm -rf $(VENV) out .mypy_cache .ruff_cache .pytest_cache .hypothesis
