"""``ckptgen test --format json``."""

import json

import pytest

from ckptgen.cli.main import run
from tests.paths import CASES


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["test", "--format", "json", str(CASES / "trial" / "failing")]) == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["schema"], report["semantic_patch"]["name"]) == ("ckptgen-test/1", "failing")
    assert report["summary"] == {"passed": 2, "failed": 5}
    cases = {case["path"]: case for case in report["cases"]}
    assert list(cases) == sorted(cases)
    fine, wrong = cases["fine.c"], cases["must_not_change.c"]
    assert (fine["passed"], fine["must_change"], fine["changes"], fine["diff"]) == (True, False, False, [])
    assert (wrong["passed"], wrong["must_change"], wrong["changes"]) == (False, False, True)
    assert wrong["tables"] == [
        {
            "name": "a",
            "line": 1,
            "filesystem": "must_not_change.c",
            "change": 1,
            "verdict": "replace",
            "reason": "it has no .write",
        }
    ]
    assert wrong["diff"][2:] == [
        "@@ -1 +1 @@",
        "-static const struct demo_operations a = { .read = old_read };",
        "+static const struct demo_operations a = { .read = new_read };",
    ]
    assert cases["not_understood.c"]["unparsed"] == [{"line": 1, "reason": "the braces of a[0] come from a macro"}]
