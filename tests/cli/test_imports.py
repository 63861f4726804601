"""What a command does not need is not imported: start-up is most of what a short command takes."""

import subprocess
import sys

import pytest

from tests.paths import ROOT, SAMPLE

HEAVY = {"git", "jinja2", "libcst", "multiprocessing", "pycparser", "rich"}
MODELS = {
    "dataclasses",
    "ckptgen.csource.model",
    "ckptgen.plan.model",
    "ckptgen.rewrite.model",
    "ckptgen.sempatch.model",
}
PROGRAM = """
import sys
from ckptgen.cli.main import main
try:
    main()
except SystemExit:
    pass
sys.stderr.write("\\n".join(["", "MODULES", *sys.modules]))
"""


def imported(*arguments: str) -> set[str]:
    """Return the modules that a run of ckptgen ends with."""
    command = [sys.executable, "-c", PROGRAM, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stderr.partition("\nMODULES\n")[2].splitlines())


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["plan", "--help"]], ids=" ".join)
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    assert not imported(*arguments) & HEAVY


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_help_imports_no_values_either(argument: str) -> None:
    assert not imported(argument) & (HEAVY | MODELS | {"sqlite3"})


def test_an_audit_imports_neither_a_parser_nor_a_writer() -> None:
    found = imported("-C", str(SAMPLE), "--no-cache", "--jobs", "1", "audit", "-o", "checkpoint")
    assert not found & HEAVY
    assert not {name for name in found if name.startswith(("ckptgen.rewrite", "ckptgen.series"))}


def test_a_plan_imports_neither_git_nor_templates() -> None:
    found = imported("-C", str(SAMPLE), "--no-cache", "--jobs", "1", "plan")
    assert not found & (HEAVY - {"libcst", "pycparser"})
