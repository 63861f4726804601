"""Each semantic patch that ships has cases of its own, of both sorts, and passes them."""

import json

import pytest

from ckptgen.cli.main import run
from ckptgen.sempatch.locate import shipped_names


@pytest.mark.parametrize("name", shipped_names())
def test_its_cases(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["test", "--format", "json", name])
    report = json.loads(capsys.readouterr().out)
    assert code == 0, [case for case in report["cases"] if not case["passed"]]
    assert {case["must_change"] for case in report["cases"]} == {True, False}
