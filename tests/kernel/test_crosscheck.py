"""Over fs/ and drivers/, nothing that ckptgen and Coccinelle do differently is left without an explanation."""

from pathlib import Path

import pytest

from tests.kernel.running import Finished, ckptgen
from tests.paths import CASES
from tests.tools import require

pytestmark = pytest.mark.kernel

REMOVAL = CASES / "kernel" / "without_single_release_and_compat_ioctl.py"


@pytest.fixture(scope="module", params=["checkpoint", "setlease", REMOVAL], ids=lambda rule: Path(rule).stem)
def checked(kernel: Path, request: pytest.FixtureRequest) -> Finished:
    require("spatch")
    rule = request.param
    return ckptgen("-C", kernel, "-p", rule, "crosscheck", "--under", "fs", "drivers", "--format", "json")


def test_each_difference_is_explained(checked: Finished) -> None:
    assert checked.code == 0, checked.said
    found = checked.json
    assert found["explained"] is True
    assert found["reasons"]["unexplained"] == found["reasons"]["gave-up"] == 0
    assert found["counts"]["both"] > 50
    for table in found["tables"]:
        assert table["agreement"] in ("identical", "equivalent") or table["explanations"], table
    assert all(outside["explanations"] for outside in found["outside"])


def test_what_is_said_of_spatch_is_so(checked: Finished, kernel: Path) -> None:
    """What spatch misses stands in a macro, is no variable, or can not be parsed: each by the text at the place."""
    for table in checked.json["tables"]:
        for explanation in table["explanations"]:
            lines = (kernel / table["path"]).read_bytes().split(b"\n")
            if explanation["reason"] == "macro":
                assert lines[table["end_line"] - 2].rstrip().endswith(b"\\"), table
            if explanation["reason"] in ("macro", "form", "unparsed", "conditional"):
                assert table["by"] != "spatch", table
