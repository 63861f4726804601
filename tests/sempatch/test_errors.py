"""Each file of ``cases/sempatch/errors`` is wrong in one way; beside it stands the error to expect."""

from pathlib import Path

import pytest

from ckptgen.sempatch.reader import parse_semantic_patch
from ckptgen.sempatch.source import SemanticPatchError

CASES = sorted((Path(__file__).parents[1] / "cases" / "sempatch" / "errors").glob("*.py"))


def error_text(case: Path) -> str:
    with pytest.raises(SemanticPatchError) as caught:
        parse_semantic_patch(case.read_bytes(), case.name, case.stem)
    return caught.value.what + "\n"


def test_there_are_cases() -> None:
    assert len(CASES) > 100


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_error_says_where_and_what(case: Path) -> None:
    assert error_text(case) == case.with_suffix(".txt").read_text()
