"""Every table of a real kernel has one verdict, and evidence that can be looked up."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from ckptgen.plan.model import OF_CHANGES, Verdict
from ckptgen.sempatch.locate import find_semantic_patch
from ckptgen.sempatch.model import Filesystem, Standing
from ckptgen.sempatch.reader import read_semantic_patch
from tests.kernel.running import Finished

pytestmark = pytest.mark.kernel


@cache
def allowed() -> set[str]:
    """The filesystems that the shipped semantic patch allows."""
    patch = read_semantic_patch(*find_semantic_patch("checkpoint"))
    return {
        entry.subject.name
        for entry in patch.lists
        if entry.standing is Standing.ALLOW and isinstance(entry.subject, Filesystem)
    }


def test_every_table_has_a_verdict(audited: Finished, planned: Finished) -> None:
    assert planned.code == 0, planned.said
    keys = [
        [(t["path"], t["line"], t["end_line"], t["name"], t["form"]) for t in run.json["tables"]]
        for run in (audited, planned)
    ]
    assert keys[0] == keys[1]
    assert all(table["reason"] for table in planned.json["tables"])


def test_the_counts_add_up(planned: Finished) -> None:
    summary = planned.json["summary"]
    # checkpoint adds an entry: what tables end as by other changes is not named.
    assert list(summary) == [str(verdict) for verdict in Verdict if verdict not in {*OF_CHANGES, Verdict.NOTHING}]
    assert {v: n for v, n in summary.items() if n} == Counter(t["verdict"] for t in planned.json["tables"])


def test_an_edit_goes_with_the_verdict(planned: Finished) -> None:
    for table in planned.json["tables"]:
        assert ("edit" in table) == (table["verdict"] in ("add", "opt-out")), table


def test_every_allowed_filesystem_gains_the_entry(kernel: Path, planned: Finished) -> None:
    absent = set(planned.json["absent"])
    gaining = {table["filesystem"] for table in planned.json["tables"] if table["verdict"] == "add"}
    assert allowed() - absent == gaining & allowed()
    assert not any((kernel / "fs" / name).exists() for name in absent)
    assert absent <= allowed()


def test_only_an_allowed_filesystem_gains_the_entry(planned: Finished) -> None:
    for table in planned.json["tables"]:
        decided = any(evidence["kind"] == "decision" for evidence in table["evidence"])
        if table["verdict"] == "add" and not decided:
            assert table["filesystem"] in allowed() or set(table["users"]) <= allowed(), table


def test_the_evidence_is_there(kernel: Path, planned: Finished) -> None:
    @cache
    def lines(path: str) -> list[bytes]:
        return (kernel / path).read_bytes().split(b"\n")

    seen = 0
    for table in planned.json["tables"]:
        for evidence in table["evidence"]:
            if evidence["path"] and not evidence["path"].startswith("patches/"):
                text = lines(evidence["path"])
                assert 0 < evidence["line"] <= len(text), (table["name"], evidence)
                if evidence["kind"] == "llseek" and evidence["detail"].startswith(".llseek is"):
                    # A macro among the entries may bring it.
                    line = text[evidence["line"] - 1]
                    assert b"llseek" in line or re.match(rb"\s*[A-Z_]+_FOPS", line), (table["name"], evidence)
                seen += 1
    assert seen > len(planned.json["tables"])
