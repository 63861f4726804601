"""Every table of a real kernel is found: ckptgen's tables against an independent count."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.kernel.counting import Count, assert_agrees
from tests.kernel.running import Finished

pytestmark = pytest.mark.kernel


@dataclass(frozen=True)
class Known:
    """The numbers of one release."""

    files: int
    forms: dict[str, int]
    raw: int
    in_comments: int
    arrays: int
    pointers: int
    disabled: int
    symbolic_links: int
    unparsed: dict[str, int]


RELEASES = {
    "6.12.117": Known(
        files=59932,
        forms={"plain": 1919, "macro": 70, "array": 13, "embedded": 11},
        raw=2003,
        in_comments=2,
        arrays=8,
        pointers=3,
        disabled=1,
        symbolic_links=20,
        unparsed={"initialized by a macro": 19, "braces from a macro": 10},
    )
}
KINDS = {
    "initialized by a macro": r"\S+ is initialized by the macro \w+.*",
    "braces from a macro": r"the braces of \S+ come from a macro",
}
"""Every reason for which a place may be left unread, and how it is worded."""


def kind(reason: str) -> str:
    return next((name for name, wording in KINDS.items() if re.fullmatch(wording, reason)), reason)


def test_agrees_with_the_raw_count(audited: Finished) -> None:
    assert audited.code == 0, audited.said
    assert audited.json["coverage"]["tables"] == len(audited.json["tables"])


def test_agrees_with_an_independent_count(audited: Finished, counted: Count) -> None:
    assert_agrees(counted, audited.json)


def test_no_place_is_left_unread_without_a_known_reason(audited: Finished) -> None:
    assert {kind(place["reason"]) for place in audited.json["unparsed"]} <= set(KINDS)


def test_each_symbolic_link_is_counted(kernel: Path, audited: Finished) -> None:
    links = sum(path.is_symlink() for pattern in ("*.c", "*.h") for path in kernel.rglob(pattern))
    assert audited.json["coverage"]["symbolic_links"] == links


def test_each_unread_place_holds_what_is_said(kernel: Path, audited: Finished) -> None:
    for place in audited.json["unparsed"]:
        if kind(place["reason"]) == "initialized by a macro":
            line = (kernel / place["path"]).read_bytes().split(b"\n")[place["line"] - 1].decode()
            macro = re.search(r"the macro (\w+)", place["reason"])
            assert macro and macro[1] in line
        elif kind(place["reason"]) == "braces from a macro":
            line = (kernel / place["path"]).read_bytes().split(b"\n")[place["line"] - 1].decode()
            assert re.match(r"\s*\w+\(.*\),?\Z", line)


def test_no_table_has_the_operation_yet(audited: Finished) -> None:
    assert not any(table["has_operation"] or table["opt_out"] for table in audited.json["tables"])


def test_counts_of_a_known_release(release: str, audited: Finished, counted: Count) -> None:
    known = RELEASES.get(release)
    if known is None:
        pytest.skip(f"nobody has counted Linux {release} yet")
    forms = Counter(table["form"] for table in audited.json["tables"])
    assert forms == known.forms
    assert audited.json["coverage"]["files_listed"] == known.files
    assert audited.json["coverage"]["symbolic_links"] == known.symbolic_links
    assert Counter(kind(place["reason"]) for place in audited.json["unparsed"]) == known.unparsed
    assert counted.raw == known.raw
    assert counted.raw - counted.hits == known.in_comments
    # 2,003 hits are 1,989 tables, 8 arrays of tables, 3 of pointers, one under #if 0 and two in comments. The elements
    # of the arrays (no empty ones, and none whose braces are a macro's) and members of structs make it 2,013 tables.
    found = (len(counted.arrays), len(counted.pointers), len(counted.disabled))
    assert found == (known.arrays, known.pointers, known.disabled)
    assert forms.total() == known.raw - known.in_comments - sum(found) + forms["array"] + forms["embedded"]
