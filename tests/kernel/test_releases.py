"""The history of old releases: the numbers of each are those of its audit, and all together cost little more."""

import os
import resource
from pathlib import Path
from typing import Any

import pytest

from tests.kernel.running import Finished, ckptgen

pytestmark = [pytest.mark.kernel, pytest.mark.history]
COMPARED = ("v2.6.31", "v2.6.32", "v2.6.33", "v2.6.34")
MOST_SECONDS = 28
"""Of processors, for the 23 releases from v2.6.12 to v2.6.34: 15 s on two of them; other machines may be slower."""


def counted(history: Path, *args: str) -> Finished:
    done = ckptgen("-C", history, "--no-cache", "history", "-o", "llseek", "--format", "json", *args)
    assert done.code == 0, done.said
    return done


@pytest.fixture(scope="module")
def releases(history: Path) -> list[Any]:
    found = counted(history, "--refs", "v2.6.3[1-4]", "-s", "2").json["trees"][0]["revisions"]
    assert [revision["revision"] for revision in found] == list(COMPARED)
    return list(found)


@pytest.mark.parametrize("number", range(len(COMPARED)))
def test_each_release_is_as_audited_alone(history: Path, releases: list[Any], number: int) -> None:
    release = releases[number]
    audit = ckptgen(
        *("-C", history, "--ref", COMPARED[number], "--no-cache", "audit", "-o", "llseek", "--format", "json")
    ).json
    folders: dict[str, list[int]] = {}
    for table in audit["tables"]:
        counts = folders.setdefault(table["path"].split("/")[1], [0, 0, 0])
        counts[0] += 1
        counts[1 if table["has_operation"] else 2] += 1
    assert {d["directory"]: [d["tables"], d["with"], d["without"]] for d in release["directories"]} == folders
    assert release["unparsed"] == audit["unparsed"]
    assert release["coverage"].items() <= audit["coverage"].items()


def test_the_number_of_processes_makes_no_difference(history: Path, releases: list[Any]) -> None:
    alone = counted(history, "--refs", "v2.6.3[1-4]", "-s", "2", "--jobs", "1")
    assert alone.json["trees"][0]["revisions"] == releases


def test_what_23_releases_cost(history: Path) -> None:
    globs = [argument for glob in ("1[2-9]", "2[0-9]", "3[0-4]") for argument in ("--refs", f"v2.6.{glob}")]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = ckptgen("-C", history, "--no-cache", "history", "-o", "llseek", "--format", "json", *globs)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if "no tag or branch matches" in done.said:
        pytest.skip("the clone does not have them all")
    revisions = done.json["trees"][0]["revisions"]
    if len(revisions) < 23:
        pytest.skip("the clone does not have them all")
    assert (revisions[0]["tables"], revisions[-1]["tables"]) == (829, 1565)
    assert [r["revision"] for r in revisions] == [f"v2.6.{n}" for n in range(12, 35)]
    seconds = sum(getattr(after, kind) - getattr(before, kind) for kind in ("ru_utime", "ru_stime"))
    assert seconds < MOST_SECONDS * float(os.environ.get("CKPTGEN_SLOWER", "1")), seconds
