"""Changes undo each other, go together, and never end in anything but an edit, a reason or a failed proof."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from ckptgen.csource.scan import tables_of
from ckptgen.csource.text import SourceText
from ckptgen.errors import InternalError
from ckptgen.rewrite.change import EntryChange, change_table
from ckptgen.rewrite.columns import column, pad_to
from ckptgen.rewrite.model import Edit, RefusedError, Splice, apply_splices, moved_back
from ckptgen.sempatch.model import Add, After, DeclaredOrder, Last, Move, Remove, Rename, Replace
from tests.paths import CASES
from tests.rewrite.test_properties import mutated

STRUCT = "file_operations"
FIELDS = ("owner", "llseek", "read", "write", "poll", "unlocked_ioctl", "mmap", "open", "flush", "release", "fsync")
"""In the order in which the struct declares them."""
TEXTS = [path.read_bytes() for path in sorted((CASES / "change").glob("*/in.c"))]


def position(field: str) -> int | None:
    return FIELDS.index(field) if field in FIELDS else None


def only_edit(text: SourceText, change: EntryChange) -> Edit:
    (table,) = tables_of(text, struct=STRUCT)
    return change_table(text, table, change, position)


def changed(data: bytes, *changes: EntryChange) -> bytes:
    """Make the changes in the only table of a text, each on what the one before leaves."""
    for change in changes:
        data = apply_splices(data, only_edit(SourceText("x.c", data), change).splices)
    return data


# --- tables as people write them --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Layout:
    """How a table is written: ``sign`` is the column of the ``=``, or 0 where one blank stands before each."""

    sign: int
    tabs: bool
    last_comma: bool
    end: str

    def entry(self, field: str) -> str:
        name = f"\t.{field}"
        width = column(name.encode())
        pad = pad_to(width, self.sign, tabs=self.tabs).decode() if self.sign else " "
        return f"{name}{pad}= demo_{field}"

    def table(self, fields: Sequence[str]) -> bytes:
        lines = f",{self.end}".join(map(self.entry, fields))
        head = f"static const struct {STRUCT} demo_fops = {{{self.end}"
        return f"{head}{lines}{',' * self.last_comma}{self.end}}};{self.end}".encode()


# Two columns at least stand before each sign: a name that ends right before it has a blank there, which could as well
# stand there for itself.
layouts = st.builds(
    Layout,
    st.sampled_from([0, 32, 40]),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["\n", "\r\n"]),
)
subsets = st.sets(st.sampled_from(FIELDS), min_size=2).map(lambda found: sorted(found, key=FIELDS.index))


names = st.text("xyz_", min_size=1, max_size=20)


@given(layouts, subsets, st.data())
@settings(max_examples=200, deadline=None)
def test_what_is_removed_can_be_added_back(layout: Layout, fields: list[str], data: st.DataObject) -> None:
    field = data.draw(st.sampled_from(fields))
    if field == fields[-1]:
        # The entry before it has its comma, and keeps it; and a new entry has one.
        layout = replace(layout, last_comma=True)
    without = changed(layout.table(fields), Remove(field, "", 1))
    assert without == layout.table([each for each in fields if each != field])
    assert changed(without, Add(field, f"demo_{field}", DeclaredOrder(), 1)) == layout.table(fields)


@given(layouts, subsets, names, st.data())
@settings(max_examples=200, deadline=None)
def test_a_renamed_entry_stands_as_if_written_so(
    layout: Layout, fields: list[str], to: str, data: st.DataObject
) -> None:
    field = data.draw(st.sampled_from(fields))
    renamed = changed(layout.table(fields), Rename(field, to, f"demo_{to}", "", 1))
    assert renamed == layout.table([to if each == field else each for each in fields])


@given(layouts, subsets, names, st.data())
@settings(max_examples=200, deadline=None)
def test_what_is_renamed_can_be_renamed_back(layout: Layout, fields: list[str], to: str, data: st.DataObject) -> None:
    field = data.draw(st.sampled_from(fields))
    to *= data.draw(st.integers(1, 3))
    before = layout.table(fields)
    assert changed(before, Rename(field, to, "", "", 1), Rename(to, field, "", "", 1)) == before


@given(layouts, subsets, st.data())
@settings(max_examples=200, deadline=None)
def test_what_is_replaced_can_be_replaced_back(layout: Layout, fields: list[str], data: st.DataObject) -> None:
    field, value = data.draw(st.sampled_from(fields)), data.draw(names)
    before = layout.table(fields)
    assert changed(before, Replace(field, value, "", 1), Replace(field, f"demo_{field}", value, 1)) == before


@given(layouts, subsets, st.data())
@settings(max_examples=200, deadline=None)
def test_what_is_moved_can_be_moved_back(layout: Layout, fields: list[str], data: st.DataObject) -> None:
    field = data.draw(st.sampled_from(fields[:-1]))
    moved = changed(layout.table(fields), Move(field, Last(), 1))
    # What was last got its comma, and the entry had one.
    layout = replace(layout, last_comma=True)
    assert moved == layout.table([*(each for each in fields if each != field), field])
    assert changed(moved, Move(field, DeclaredOrder(), 1)) == layout.table(fields)


# --- several changes of one table -------------------------------------------------------------------------------------


@st.composite
def splices(draw: st.DrawFn, size: int) -> list[Splice]:
    """Splices of a text of this many bytes that do not overlap, in any order."""
    offsets = sorted(draw(st.sets(st.integers(0, size), max_size=8)))
    found = []
    for start, limit in pairwise([*offsets, size]):
        found.append(Splice(start, draw(st.integers(0, limit - start)), draw(st.binary(max_size=4))))
    return draw(st.permutations(found))


@given(st.binary(max_size=60), st.data())
@settings(max_examples=200, deadline=None)
def test_two_rounds_of_splices_can_be_made_at_once(data: bytes, draw: st.DataObject) -> None:
    made = draw.draw(splices(len(data)))
    after = apply_splices(data, made)
    more = draw.draw(splices(len(after)))
    back = moved_back(more, made)
    if back is None:
        assert any(touches(splice, written) for splice in more for written in spans(made))
    else:
        assert apply_splices(data, [*made, *back]) == apply_splices(after, more)


def spans(made: Sequence[Splice]) -> Iterator[tuple[int, int]]:
    """Yield where in the text afterwards each splice has written; both ends are the same where it wrote nothing."""
    grown = 0
    for splice in sorted(made, key=lambda each: each.offset):
        start = splice.offset + grown
        yield start, start + len(splice.text)
        grown += len(splice.text) - splice.length


def touches(splice: Splice, written: tuple[int, int]) -> bool:
    start, end = splice.offset, splice.offset + splice.length
    return start < written[1] and end >= written[0]


def any_change(field: str, to: str) -> st.SearchStrategy[EntryChange]:
    """Every kind of change of the entry for ``field``; ``to`` is a field that the table does not have."""
    return st.sampled_from(
        [
            Remove(field, "", 1),
            Replace(field, "other_value", "", 1, "<linux/other.h>"),
            Rename(field, to, "", "", 1),
            Rename(field, to, "other_value", f"demo_{field}", 1),
            Move(field, Last(), 1),
            Add(to, "other_value", DeclaredOrder(), 1),
            Add(to, "other_value", After(field), 1),
        ]
    )


@given(layouts, st.lists(st.sampled_from(FIELDS), min_size=6, unique=True), st.data())
@settings(max_examples=200, deadline=None)
def test_two_changes_of_one_table_can_be_made_at_once(layout: Layout, fields: list[str], data: st.DataObject) -> None:
    before = b"#include <linux/fs.h>\n" + layout.table(fields)
    # One entry stands between them, and the last one stays.
    first, second = data.draw(any_change(fields[1], "x")), data.draw(any_change(fields[3], "yy"))
    text, after = SourceText("x.c", before), SourceText("x.c", changed(before, first))
    edits = [only_edit(text, first), only_edit(after, second)]
    back = moved_back(edits[1].splices, edits[0].splices)
    assert back is not None
    assert apply_splices(before, [*edits[0].splices, *back]) == changed(before, first, second)


@given(st.sampled_from(TEXTS), st.data())
@settings(max_examples=200, deadline=None)
def test_what_goes_together_is_what_one_after_the_other_gives(before: bytes, data: st.DataObject) -> None:
    text = SourceText("x.c", before)
    table = tables_of(text, struct=STRUCT)[-1]
    # The field may be that of a macro's entry, or of none.
    fields = [each.field or "open" for each in table.entries]
    first, second = (data.draw(st.sampled_from(fields).flatmap(partial(any_change, to=to))) for to in ("x", "yy"))
    with suppress(RefusedError):
        made = change_table(text, table, first, position).splices
        after = SourceText("x.c", apply_splices(before, made))
        more = change_table(after, tables_of(after, struct=STRUCT)[-1], second, position).splices
        back = moved_back(more, made)
        assert back is None or apply_splices(before, [*made, *back]) == apply_splices(after.data, more)


# --- whatever the text ------------------------------------------------------------------------------------------------


def changed_throughout(data: bytes, change: EntryChange) -> bytes:
    """Make the change in each table in which it can be made, the last one first."""
    for index in reversed(range(len(tables_of(SourceText("x.c", data), struct=STRUCT)))):
        text = SourceText("x.c", data)
        with suppress(RefusedError):
            table = tables_of(text, struct=STRUCT)[index]
            data = apply_splices(data, change_table(text, table, change, position).splices)
    return data


@given(mutated(TEXTS), st.sampled_from(["llseek", "open", "release"]).flatmap(lambda field: any_change(field, "x")))
@settings(max_examples=200, deadline=None)
def test_a_change_is_an_edit_a_reason_or_an_error(data: bytes, change: EntryChange) -> None:
    try:
        after = changed_throughout(data, change)
    except InternalError:
        # A failed proof is an answer too: it is an error with a diff, and nothing is written.
        return
    assert changed_throughout(after, change) == after
