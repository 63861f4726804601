"""A verification's page: each check's end, each failure, and links between both."""

import re
from html import unescape

import pytest

from ckptgen.report.html.verify import verification_page
from ckptgen.verify.model import (
    BuildStep,
    Built,
    Check,
    ObjectBuild,
    Outcome,
    PatchResult,
    Problem,
    StyleCheck,
    Verification,
)

GOOD = Check(Outcome.PASSED)
BUILT = BuildStep("off", (ObjectBuild("fs/a.c", "fs/a.o", Built.BUILT),))


def patch(number: int, **other: object) -> PatchResult:
    given = {
        "applied": GOOD,
        "planned": GOOD,
        "message": GOOD,
        "style": StyleCheck(GOOD),
        "builds": (BUILT,),
        **other,
    }
    return PatchResult(f"{number:04}-a.patch", **given)  # type: ignore[arg-type]  # the names are those of the class


def page(*patches: PatchResult, final: BuildStep = BUILT) -> str:
    found = Verification(
        series="/home/somebody/out",
        tree="6.12",
        base=None,
        option="CONFIG_X",
        scratch="/home/somebody/scratch",
        settings=("off",),
        folder=GOOD,
        patches=patches,
        planned=GOOD,
        final=(final,),
        reused=0,
    )
    return verification_page(found)


def row(text: str, anchor: str) -> list[str]:
    """Return the cells of one row, as a reader sees them."""
    (inner,) = re.findall(rf'<tr id="{anchor}".*?(?=<tr|</table>)', text, re.DOTALL)
    cells = [unescape(re.sub(r"<[^>]*>", "", cell)) for cell in inner.split("<td>")[1:]]
    return [cell.strip() for cell in cells]


def test_all_is_well() -> None:
    text = page(patch(1), patch(2))
    assert "Everything that was asked for is right." in text
    assert row(text, "p-0002-a.patch") == ["ok", "ok", "ok", "ok", "1 built"]
    assert row(text, "series") == ["ok", "ok", "", "", "1 built"]
    assert 'id="failed"' not in text


def test_no_folder_of_this_machine() -> None:
    failed = Check(Outcome.FAILED, (Problem("bad", log="/home/somebody/scratch/logs/1.log"),))
    text = page(patch(1, applied=failed))
    assert "somebody" not in text
    assert "log: logs/1.log" in text


def test_a_failure_and_its_cell_lead_to_each_other() -> None:
    failed = Check(Outcome.FAILED, (Problem("two lines", "fs/a.c:3"), Problem("another")))
    text = page(patch(1), patch(2, planned=failed))
    assert "Something is wrong." in text
    assert row(text, "p-0002-a.patch") == ["ok", "FAILED", "ok", "ok", "1 built"]
    assert '<a href="#f-0002-a.patch">FAILED</a>' in text
    assert text.count('id="f-0002-a.patch"') == 1
    assert text.count('<a href="#p-0002-a.patch">0002-a.patch: plan</a>') == 2
    assert "two lines" in text
    assert "another" in text


@pytest.mark.parametrize(
    ("style", "cell"),
    [
        (StyleCheck(GOOD, 0, 2), "2 warnings"),
        (StyleCheck(Check(Outcome.FAILED, (Problem("x"),)), 1, 1), "1 error, 1 warning"),
        (StyleCheck(Check(Outcome.NOT_RUN, reason="no perl")), "not run"),
    ],
)
def test_checkpatch(style: StyleCheck, cell: str) -> None:
    assert row(page(patch(1, style=style)), "p-0001-a.patch")[3] == cell


def test_builds() -> None:
    failed = ObjectBuild("fs/b.c", "fs/b.o", Built.FAILED, "error: no x", "fs/b.c:1:2")
    left = ObjectBuild("fs/c.c", "fs/c.o", Built.NOT_BUILT, "CONFIG_C is off")
    step = BuildStep("off", (*BUILT.objects, failed, left))
    text = page(patch(1, builds=(step,)), patch(2, builds=(BuildStep("off", (), "no make"),)), final=step)
    assert row(text, "p-0001-a.patch")[4] == "FAILED 1, 1 built, 1 not built"
    assert row(text, "p-0002-a.patch")[4] == "not run"
    assert "no make" in text
    assert "CONFIG_C is off" in text
    assert '<a href="#f-series">FAILED 1, 1 built, 1 not built</a>' in text
    assert text.count('id="f-series"') == 1


def test_what_was_not_run_is_never_good() -> None:
    text = page(patch(1, message=Check(Outcome.NOT_RUN, reason="there is none")))
    assert "not everything could be found out" in text
    assert '<span class="mark open">not run</span>' in text
    assert "there is none" in text
