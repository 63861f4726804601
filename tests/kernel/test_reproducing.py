"""Rules written from the subjects of old commits make the edits that people made, in the same words."""

import subprocess
from functools import cache
from pathlib import Path

import pytest

from tests.kernel.reproducing import FOLDERS, Case, Comparison, compare, read_case, reasons

pytestmark = [pytest.mark.kernel, pytest.mark.history]
LEAST = 0.95


@cache
def compared(clone: Path, folder: Path) -> tuple[Case, Comparison]:
    case = read_case(folder)
    return case, compare(clone, case)


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.name)
def reproduced(request: pytest.FixtureRequest, history: Path) -> tuple[Case, Comparison]:
    command = [
        "git",
        "-C",
        str(history),
        "rev-parse",
        "-q",
        "--verify",
        f"{read_case(request.param).commit}^{{commit}}^",
    ]
    if subprocess.run(command, capture_output=True, check=False).returncode != 0:
        pytest.skip("the clone does not have the commit and its parent")
    return compared(history, request.param)


def test_the_edits_are_those_of_people(reproduced: tuple[Case, Comparison]) -> None:
    _, comparison = reproduced
    assert len(comparison.people) > 30
    assert comparison.reproduced >= LEAST, comparison


def test_the_lines_are_those_of_people(reproduced: tuple[Case, Comparison]) -> None:
    _, comparison = reproduced
    assert comparison.alike >= LEAST, comparison


def test_each_difference_has_one_reason(history: Path, reproduced: tuple[Case, Comparison]) -> None:
    case, comparison = reproduced
    found = reasons(history, case, comparison)
    assert [name for name, why in found.items() if not why] == []
    assert {name for name, why in found.items() if why == case.explained.get(name)} == set(case.explained)
