"""A planted fault is found, and the same case is the same everywhere."""

import dataclasses

import pytest

from ckptgen.csource.model import Table
from ckptgen.csource.scan import FileScan, scan_file
from ckptgen.csource.text import SourceText
from ckptgen.rewrite.model import Edit, RefusedError, Splice
from tests.fuzz import checks
from tests.fuzz.__main__ import case_of
from tests.fuzz.changes import Change
from tests.fuzz.checks import Case, check
from tests.fuzz.minimizer import minimized
from tests.fuzz.templates import SHAPES

SHAPE = SHAPES[2]
TEXT = (
    SHAPE.definition()
    + "static const struct seq_operations demo = {\n\t.start\t= demo_start,\n\t.show\t= demo_show,\n};\n"
)
REMOVE = Change("remove", "show", was="demo_show")


def kinds_of(text: str, change: Change, *, planned: bool = False) -> list[str]:
    checks._read.cache_clear()
    checks._scan.cache_clear()
    result = check(Case(SHAPE.struct, SHAPE.order, text, change, planned))
    return [finding.kind for finding in result.findings]


CHANGES = (
    Change("add", "next", "demo_next"),
    Change("add", "next", "demo_next", include="<linux/demo.h>", place="last"),
    Change("add", "next", "demo_next", guarded=True),
    REMOVE,
    Change("replace", "show", "new_show"),
    Change("rename", "show", to="stop"),
    Change("move", "start", place="last"),
    Change("constify"),
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.kind)
@pytest.mark.parametrize("planned", [False, True])
def test_a_sound_edit_is_no_finding(change: Change, planned: bool) -> None:
    assert kinds_of(TEXT.replace("const ", ""), change, planned=planned) == []


def planted(monkeypatch: pytest.MonkeyPatch, text: str, splice: Splice) -> list[str]:
    """Let each edit be this one, and try it."""

    def change_table(source: SourceText, table: Table, *_args: object, **_words: object) -> Edit:
        return Edit(source.path, table.name, 1, (splice,))

    monkeypatch.setattr(checks, "change_table", change_table)
    return kinds_of(text, REMOVE)


def test_an_entry_that_is_dropped_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = TEXT.index("\t.start")
    assert "remove: another entry changes" in planted(
        monkeypatch, TEXT, Splice(gone, len("\t.start\t= demo_start,\n"), b"")
    )


def test_a_change_of_another_branch_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    text = TEXT.replace("\t.show", "#ifdef CONFIG_A\n\t.show").removesuffix("};\n") + "#endif\n};\n"
    at = text.index("CONFIG_A")
    assert "remove: the field is there" in planted(monkeypatch, text, Splice(at, 8, b"CONFIG_B"))


def test_text_that_changes_outside_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "remove: text outside of the braces changes" in planted(monkeypatch, TEXT, Splice(0, 0, b"\n"))


def test_an_edit_without_an_end_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    at = TEXT.index("\t.show")
    assert "remove: a second run changes it again" in planted(monkeypatch, TEXT, Splice(at, 0, b"/* again */\n"))


def test_a_comment_that_is_lost_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    text = TEXT.replace("\t.start", "\t/* why */\n\t.start")
    at = text.index("/* why */")
    monkeypatch.setattr(checks, "_check_again", lambda *_args: None)
    change = Change("replace", "start", "demo_start")

    def change_table(source: SourceText, table: Table, *_args: object, **_words: object) -> Edit:
        return Edit(source.path, table.name, 1, (Splice(at, 9, b""),))

    monkeypatch.setattr(checks, "change_table", change_table)
    assert "replace: comments change" in kinds_of(text, change)


def test_a_table_that_is_missed_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def without_tables(path: str, data: bytes, *, struct: str) -> FileScan | None:
        scan = scan_file(path, data, struct=struct)
        return dataclasses.replace(scan, tables=()) if scan else None

    monkeypatch.setattr(checks, "scan_file", without_tables)
    assert "missed: struct" in kinds_of(TEXT, REMOVE)


def test_an_exception_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def change_table(*_args: object, **_words: object) -> Edit:
        raise IndexError("planted")

    monkeypatch.setattr(checks, "change_table", change_table)
    assert kinds_of(TEXT, REMOVE) == ["exception: IndexError in tests.fuzz.test_fuzz.change_table"]


def test_a_refusal_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def change_table(*_args: object, **_words: object) -> Edit:
        raise RefusedError("planted")

    monkeypatch.setattr(checks, "change_table", change_table)
    assert kinds_of(TEXT, REMOVE) == []


def test_a_loop_without_an_end_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def change_table(*_args: object, **_words: object) -> Edit:
        while True:
            pass

    monkeypatch.setattr(checks, "SECONDS", 0.1)
    monkeypatch.setattr(checks, "change_table", change_table)
    assert kinds_of(TEXT, REMOVE) == [checks.TOO_LONG]


def test_a_verdict_of_nothing_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    text = TEXT.replace("= demo_show", "= demo_other")
    assert kinds_of(text, REMOVE, planned=True) == []
    monkeypatch.setattr(checks, "concerned", lambda *_args: "planted")
    assert "nothing, though not known: planted" in kinds_of(text, REMOVE, planned=True)


def test_a_case_is_known_by_its_seed_and_number() -> None:
    assert case_of(7, 13) == case_of(7, 13)
    assert case_of(7, 13) != case_of(8, 13)
    assert case_of(7, 12).text == case_of(7, 17).text


def test_the_smallest_text_is_found() -> None:
    assert minimized("one\ntwo x three\nfour\n", lambda text: "x" in text) == " x"
