"""A semantic patch that comes from the store says what its file says."""

import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from ckptgen.sempatch import remembered
from ckptgen.sempatch.model import addition
from ckptgen.sempatch.reader import read_semantic_patch
from ckptgen.sempatch.remembered import read_remembered
from ckptgen.sempatch.source import SemanticPatchError
from ckptgen.tree.packs import pack
from ckptgen.tree.store import Store
from tests.paths import ROOT, SAMPLE

RULES = sorted((ROOT / "patches").glob("*/rule.py"))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "cache")


def never(*arguments: object) -> None:
    raise AssertionError("parsed again")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.parent.name)
def test_the_same_with_and_without(rule: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    said = read_semantic_patch(rule, "name")
    assert read_remembered(rule, "name", None) == said
    assert read_remembered(rule, "name", store) == said
    monkeypatch.setattr(remembered, "parse_semantic_patch", never)
    assert read_remembered(rule, "name", store) == said


def test_another_file_with_the_same_text_has_its_own_name(tmp_path: Path, store: Store) -> None:
    read_remembered(RULES[0], "one", store)
    other = tmp_path / "other.py"
    other.write_bytes(RULES[0].read_bytes())
    assert read_remembered(other, "two", store) == read_semantic_patch(other, "two")


def test_an_edit_is_seen(tmp_path: Path, store: Store) -> None:
    rule = tmp_path / "rule.py"
    for value in ("generic_mark", "other_mark"):
        rule.write_text(f'"""Mark."""\nstruct = "s_ops"\nchange = add("mark", "{value}")\nqualifies = has("read")\n')
        change = addition(read_remembered(rule, "rule", store))
        assert change is not None
        assert change.value == value


def test_what_is_wrong_is_said_every_time(tmp_path: Path, store: Store) -> None:
    rule = tmp_path / "rule.py"
    rule.write_text("struct = 1\n")
    for _ in range(2):
        with pytest.raises(SemanticPatchError):
            read_remembered(rule, "rule", store)


@pytest.mark.parametrize("kind", ["damaged", "no semantic patch", "another one's"])
def test_what_is_no_model_of_the_file_is_not_used(kind: str, store: Store) -> None:
    said = read_semantic_patch(RULES[0], "name")
    kept = {"damaged": b"x", "no semantic patch": pack(said.guard), "another one's": pack(replace(said, sha256=""))}
    store.save("semantic patch", {sha256(RULES[0].read_bytes()).digest(): kept[kind]})
    assert read_remembered(RULES[0], "name", store) == said


def test_a_second_run_needs_no_parser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CKPTGEN_CACHE", str(tmp_path / "cache"))
    program = "import sys; from ckptgen.cli.main import run; run(sys.argv[1:]); print('libcst' in sys.modules)"
    words = ["-C", str(SAMPLE), "explain", "fs/libfs.c:simple_dir_operations"]
    found = [
        subprocess.run([sys.executable, "-c", program, *options, *words], capture_output=True, text=True, check=True)
        for options in ([], [], ["--no-cache"])
    ]
    assert [done.stdout.splitlines()[-1] for done in found] == ["True", "False", "True"]
    assert len({done.stdout.rpartition("\n")[0].rpartition("\n")[0] for done in found}) == 1
