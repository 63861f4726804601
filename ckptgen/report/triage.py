"""What ``ckptgen triage`` shows of a table on a terminal.

Everything here is made of Text without markup, from printable characters: neither a file's name nor a comment in the
tree can colour, move or end anything.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.rule import Rule
from rich.text import Text

from ckptgen.plan.explain import Explanation
from ckptgen.plan.model import CHANGED, Verdict
from ckptgen.plan.waiting import View, Waiting
from ckptgen.report.audit import table_lines
from ckptgen.report.plan import explanation_lines
from ckptgen.report.shapes import printable

_HANG = 4
_STYLES = {
    **dict.fromkeys(CHANGED, "green"),
    Verdict.PRESENT: "green",
    Verdict.UNDECIDED: "yellow",
    Verdict.UNSUPPORTED: "red",
}

HELP = """\
  i  include   the table gains the entry, whatever the lists and predicates say
  e  exclude   the table stays as it is
  o  opt-out   the table gains the entry with an explicit NULL
  s  skip      leave it as it is for now
  b  back      to the table before; an answer given there can be changed
  q  quit      everything answered so far is in the semantic patch already
  ?            this help
Each answer is a letter (or its word) and Enter. The first three then ask for the reason, where Up
fetches an earlier one back; an empty one takes the answer back. What goes beyond one table has
commands of its own: `ckptgen todo FS` leaves a whole filesystem for later, and `ckptgen decide
PATH:TABLE copy --for FS --because REASON` asks for a private copy."""


def open_console() -> Console:
    """Return stdout as rich sees it; plain text where NO_COLOR is set, which is meant to quieten bold type too."""
    plain = bool(os.environ.get("NO_COLOR"))
    return Console(file=sys.stdout, highlight=False, markup=False, emoji=False, color_system=None if plain else "auto")


def show(console: Console, lines: Iterable[RenderableType]) -> None:
    """Print what the functions below yield."""
    for line in lines:
        console.print(line)


def table_view(table: Waiting, view: View, place: str, answered: str) -> Iterator[RenderableType]:
    """Yield one table: where it is, its text, its evidence, and its neighbours.

    ``place`` says which of how many it is, ``answered`` what was decided about it already, or is empty.
    """
    yield Rule()
    yield _line(f"{place}: {table.path}:{table.line} {table.name} [{table.filesystem}]", "bold")
    if answered:
        yield _line(answered, "bold green")
    for explanation in view.explanations:
        yield Text()
        yield from _text_lines(explanation)
        yield Text()
        yield from _story_lines(explanation)
    if view.uses:
        yield _line("  used in")
        yield from (_line(f"    {use.place}: {use.detail}") for use in view.uses)
    yield Text()
    yield from _neighbour_lines(table.filesystem, view)
    yield Text()


def verdict_lines(explanations: Iterable[Explanation]) -> Iterator[RenderableType]:
    """Yield the verdict that a table has now."""
    for each in explanations:
        yield _line(f"  now {each.planned.verdict}: {each.planned.reason}", _STYLES.get(each.planned.verdict, ""))


def message(text: str, style: str = "") -> Iterator[RenderableType]:
    """Yield the lines of a message."""
    return (_line(line, style) for line in text.split("\n"))


def _text_lines(explanation: Explanation) -> Iterator[RenderableType]:
    return (_line(line, "cyan") for line in table_lines(explanation.data, explanation.planned.table))


def _story_lines(explanation: Explanation) -> Iterator[RenderableType]:
    """Yield the explanation without its first line, which is the heading here."""
    story = explanation_lines(explanation)
    next(story)
    for line in story:
        style = _STYLES.get(explanation.planned.verdict, "") if line.startswith("  verdict: ") else ""
        yield _line(line, style)


def _neighbour_lines(filesystem: str, view: View) -> Iterator[RenderableType]:
    total = len(view.neighbours) + view.more
    if not total:
        yield _line(f"no other table in {filesystem}")
        return
    yield _line(f"{total} other table{'s' * (total != 1)} in {filesystem}:")
    for planned in view.neighbours:
        place = f"{planned.table.path}:{planned.table.line} {planned.table.name}"
        decisions = [f"decided: {e.detail}" for e in planned.evidence if e.kind == "decision"]
        why = ", ".join(decisions) or planned.reason
        yield _line(f"  {planned.verdict:<11} {place}  {why}", _STYLES.get(planned.verdict, ""))
    if view.more:
        yield _line(f"  and {view.more} more: ckptgen plan --only {filesystem}")


def _line(line: str, style: str = "") -> RenderableType:
    return _Line(printable(line.expandtabs()), style)


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of text; where the terminal is too narrow for it, the rest stands further in."""

    text: str
    style: str

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        bare = self.text.lstrip(" ")
        indent = min(len(self.text) - len(bare), options.max_width // 2)
        folded = Text(bare, self.style, overflow="fold").wrap(console, max(options.max_width - indent - _HANG, 1))
        for number, line in enumerate(folded):
            line.rstrip()
            yield Text(" " * (indent + _HANG * bool(number))).append_text(line)
        if not bare:
            yield Text()
