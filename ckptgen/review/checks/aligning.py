"""Entries that are laid out otherwise than their table's own."""

from collections import Counter
from collections.abc import Iterator

from ckptgen.csource.model import EntryStyle
from ckptgen.review.case import Case
from ckptgen.review.findings import Finding, Rule
from ckptgen.review.gains import Found
from ckptgen.rewrite.columns import Layout, Shape, column, kernel_indent, shape_of


def check_aligning(case: Case) -> Iterator[Finding]:
    """Yield the entries that neither stand as ckptgen would have written them nor as most of the table's own do."""
    for gain in case.added:
        if gain.found is not None and (message := misaligned(gain.found)):
            yield case.finding(Rule.ALIGNMENT, gain, f"{gain.name}: {message}")


def misaligned(found: Found) -> str:
    """Return how the entry's columns differ from those of its table; empty where they do not."""
    shape = shape_of(found.text, found.entry)
    shaped = [each for entry in found.others if (each := shape_of(found.text, entry)) is not None]
    if shape is None or not shaped:
        return ""
    expected = _expected(found, shaped)
    if _columns(shape) == _columns(expected):
        return ""
    usual = Counter(_style(each) for each in shaped).most_common(1)[0]
    if 2 * usual[1] <= len(shaped) or _style(shape) == usual[0]:
        return ""
    if column(shape.indent) != column(expected.indent):
        return (
            f"indented to column {column(shape.indent) + 1}, the table's own entries to {column(expected.indent) + 1}"
        )
    if shape.sign != expected.sign:
        return f"its = stands in column {shape.sign + 1}, where the table's layout has it in {expected.sign + 1}"
    return f"its value begins in column {shape.value + 1}, where the table's layout has it in {expected.value + 1}"


def _columns(shape: Shape) -> tuple[int, int, int]:
    return column(shape.indent), shape.sign, shape.value


def _style(shape: Shape) -> tuple[int, int | str, int | str]:
    """Return what entries of one layout share: the columns, or that single blanks stand around the sign."""
    single = shape.behind == b" "
    return (
        column(shape.indent),
        "single" if shape.single else shape.sign,
        "single" if single else shape.value,
    )


def _expected(found: Found, shaped: list[Shape]) -> Shape:
    """Return the shape that ckptgen would have given the entry."""
    above = [each for entry in found.others[: found.index] if (each := shape_of(found.text, entry)) is not None]
    nearest = above[-1] if above else shaped[0]
    style = EntryStyle.GNU if found.entry.style is EntryStyle.GNU else EntryStyle.DESIGNATED
    layout = Layout(kernel_indent(nearest.indent), tuple(shaped), nearest, style)
    written = layout.entry(found.entry.field, "v")
    sign = written.rfind(b":" if style is EntryStyle.GNU else b"=")
    name = written[:sign].rstrip()
    name_end = column(name)
    before = written[len(name) : sign]
    behind = written[sign + 1 : -1]
    sign_column = column(before, name_end)
    indent = written[: len(written) - len(written.lstrip())]
    return Shape(indent, name_end, before, sign_column, behind, column(behind, sign_column + 1))
