"""Hunks that do something else as well: whatever is neither the entry nor what the entry needs.

A comma behind the entry above is expected, and so is a table of one line that is spread over several.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ckptgen.report.shapes import printable
from ckptgen.review.case import Case
from ckptgen.review.findings import RULES, Finding, Rule
from ckptgen.review.fragments import Fragment, Kind, fragments
from ckptgen.review.model import FileDiff, Hunk, Patch
from ckptgen.review.replay import Step, new_start
from ckptgen.review.tables import entry_changes
from ckptgen.series.model import Phase

_FORWARD = re.compile(r"(?:struct|union|enum) \w+")
_LONGEST = 60
_DOCUMENTS = "Documentation/"


@dataclass(frozen=True, slots=True)
class Expected:
    """The names by which a patch's own business is known: the members, the handlers, the tables that it makes, the
    option.
    """

    fields: frozenset[str]
    handlers: frozenset[str]
    tables: frozenset[str]
    option: str

    def adds(self, fragment: Fragment) -> bool:
        """Tell whether a new fragment is the entry, or something that the entry needs."""
        if fragment.kind is Kind.DIRECTIVE:
            return self._directive(fragment.text)
        return fragment.kind is Kind.CODE and (self.entry(fragment.text) or self._declares(fragment.text))

    def entry(self, text: str) -> bool:
        return any(re.match(rf"\. ?{field} ?=|{field} ?:", text) is not None for field in self.fields)

    def _declares(self, text: str) -> bool:
        if any(re.search(rf"\( ?\* ?{field} ?\)", text) for field in self.fields) or _FORWARD.fullmatch(text):
            return True
        return bool(set(re.findall(r"\w+(?= ?\()|(?<=\()\w+", text)) & self.handlers or self.names(text))

    def names(self, text: str) -> set[str]:
        """Return the tables of the series' own making that a text names."""
        return set(re.findall(r"\w+", text)) & self.tables

    def _directive(self, text: str) -> bool:
        word, _, rest = text.partition(" ")
        words = set(re.findall(r"\w+", rest))
        if word in ("include", "endif", "else"):
            return True
        return (self.option in words) if word != "define" else bool(words & (self.handlers | self.tables))


def check_tangling(case: Case) -> Iterator[Finding]:
    """Yield the hunks with something else in them, of each patch that adds entries or declares the member."""
    for step in case.replay.steps:
        patch = step.patch
        if patch.entry and patch.entry.phase in (Phase.CORE, Phase.OWN):
            continue
        expected = _expected(case, patch)
        if expected is None:
            continue
        for file in patch.files:
            if file.path.startswith(_DOCUMENTS) or file.old is None:
                continue
            yield from _of_file(case, step, file)
            for hunk in file.hunks:
                yield from _of_hunk(case, step, file, hunk, expected)


def _expected(case: Case, patch: Patch) -> Expected | None:
    """Return what is expected of a patch, None where its business is not the entry at all."""
    field = case.change.field
    changes = [change for change in entry_changes(patch) if change.field == field and change.after is not None]
    pointer = re.compile(rb"\(\s*\*\s*%s\s*\)" % field.encode())
    declares = any(pointer.search(line) for file in patch.files for hunk in file.hunks for line in hunk.added)
    if not changes and not declares:
        return None
    members = {member.field for member in case.patch.members}
    handlers = {case.change.value, *(handler.name for handler in case.patch.handlers)}
    handlers |= {change.after for change in changes if change.after and change.after.isidentifier()}
    tables = {gain.table for gain in case.gains.entries if gain.new}
    return Expected(frozenset({field, *members}), frozenset(handlers), frozenset(tables), case.patch.option)


def _of_file(case: Case, step: Step, file: FileDiff) -> Iterator[Finding]:
    if file.old_mode and file.new_mode and file.old_mode != file.new_mode:
        yield _finding(case, step, file, file.line, 0, Rule.OTHER_CHANGE, "the patch also changes the file's mode")
    if file.new and file.old != file.new:
        yield _finding(case, step, file, file.line, 0, Rule.OTHER_CHANGE, f"the patch also renames {file.old}")


def _of_hunk(case: Case, step: Step, file: FileDiff, hunk: Hunk, expected: Expected) -> Iterator[Finding]:
    """Yield at most one finding: what else the hunk does, or else the white space that it changes."""
    left = [rest for run in _runs(hunk) for rest in leftovers(hunk, run, expected)]
    if not left:
        return
    other = [rest for rest in left if not rest.white]
    told = other or left
    rule = Rule.OTHER_CHANGE if other else Rule.WHITE_SPACE
    index = told[0].index
    change = step.change(file.path)
    first = new_start(hunk, change.after) if change and change.after is not None else hunk.new_start
    line = first + sum(1 for each in hunk.lines[:index] if each[:1] != b"-")
    what = "; ".join(dict.fromkeys(rest.what for rest in told[:2])) + (" and more" if len(told) > 2 else "")
    message = f"the hunk also {what}" if other else f"the hunk {what}"
    if other and len(hunk.lines) > 0:
        message += ", which the entry does not need"
    yield _finding(case, step, file, hunk.line + 1 + index, line, rule, message)


def _finding(case: Case, step: Step, file: FileDiff, patch_line: int, line: int, rule: Rule, message: str) -> Finding:
    return Finding(
        rule,
        RULES[rule].severity,
        message,
        file.path,
        line,
        step.patch.name,
        patch_line,
        filesystem=case.owners.of(file.path),
    )


# --- one run of changed lines ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Leftover:
    """Something that a run of lines does besides; ``index`` is that of its line in the hunk."""

    what: str
    index: int
    white: bool


def _runs(hunk: Hunk) -> Iterator[range]:
    """Yield each run of removed and added lines, by their indexes."""
    start = None
    for index, line in enumerate((*hunk.lines, b" ")):
        if line[:1] in (b"-", b"+", b"\\"):
            start = index if start is None else start
        elif start is not None:
            yield range(start, index)
            start = None


def leftovers(hunk: Hunk, run: range, expected: Expected) -> list[Leftover]:
    """Return what a run does that is not expected of it."""
    old = [index for index in run if hunk.lines[index][:1] == b"-"]
    new = [index for index in run if hunk.lines[index][:1] == b"+"]
    removed = list(fragments([hunk.lines[index][1:] for index in old]))
    added = list(fragments([hunk.lines[index][1:] for index in new]))
    gone = _without(removed, added)
    came = _without(added, removed)
    mine = _explained(added, expected)
    pairs = _renamed(gone, came, expected)
    own = any(fragment in mine for fragment in came) or bool(pairs)
    left = [
        Leftover(_told("removes", fragment), old[fragment.first], fragment.kind is Kind.BLANK)
        for fragment in gone
        if fragment not in pairs and not expected.adds(fragment)
    ]
    for fragment in came:
        beside = own and fragment.kind in (Kind.BLANK, Kind.COMMENT)
        if fragment not in mine and fragment not in pairs and not beside:
            left.append(Leftover(_told("adds", fragment), new[fragment.first], fragment.kind is Kind.BLANK))
    kept = [fragment for fragment in removed if fragment not in gone]
    return left or _respaced(hunk, old, new, kept)


def _without(these: Sequence[Fragment], those: Sequence[Fragment]) -> list[Fragment]:
    """Return the fragments that the other side does not have, or has fewer of."""
    left = Counter(fragment.same for fragment in those)
    kept = []
    for fragment in these:
        if left[fragment.same] > 0:
            left[fragment.same] -= 1
        else:
            kept.append(fragment)
    return kept


def _explained(added: Sequence[Fragment], expected: Expected) -> list[Fragment]:
    """Return the added fragments that are expected, with all that stands inside the braces of such a one."""
    mine: list[Fragment] = []
    inside: list[bool] = []
    for fragment in added:
        fits = bool(inside and inside[-1]) or expected.adds(fragment)
        if fits:
            mine.append(fragment)
        if fragment.head:
            inside.append(fits)
        elif fragment.kind is Kind.CODE and fragment.text == "}" and inside:
            inside.pop()
    return mine


def _renamed(gone: Sequence[Fragment], came: Sequence[Fragment], expected: Expected) -> list[Fragment]:
    """Return the fragments that differ only in naming a table which the series makes instead of another one."""
    pairs: list[Fragment] = []
    for fragment in came:
        for name in sorted(expected.names(fragment.text)):
            pattern = r"\w+".join(re.escape(part) for part in fragment.text.split(name))
            old = next((each for each in gone if each not in pairs and re.fullmatch(pattern, each.text)), None)
            if old is not None:
                pairs += [fragment, old]
                break
    return pairs


def _told(verb: str, fragment: Fragment) -> str:
    if fragment.kind is Kind.BLANK:
        return f"{verb} a blank line"
    text = f"#{fragment.text}" if fragment.kind is Kind.DIRECTIVE else fragment.text
    text = printable(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}...")
    return f"{verb} `{text}`"


def _respaced(hunk: Hunk, old: Sequence[int], new: Sequence[int], kept: Sequence[Fragment]) -> list[Leftover]:
    """Return the removed lines that come again with other white space; one with several fragments may be spread."""
    counts = Counter(fragment.index for fragment in kept)
    lines = [hunk.lines[index][1:] for index in new]
    left = []
    for place, index in enumerate(old):
        line = hunk.lines[index][1:]
        if counts[place] == 1 and not any(_same_but_comma(line, each) for each in lines):
            left.append(Leftover(f"changes the white space of `{printable(_shown(line))}`", index, True))
    return left


def _same_but_comma(old: bytes, new: bytes) -> bool:
    """Tell whether a line is the old one, or it with a comma more; a macro's backslash may move."""
    if old.rstrip(b"\r").endswith(b"\\") and new.rstrip(b"\r").endswith(b"\\"):
        old, new = (each.rstrip(b"\r").rstrip(b"\\").rstrip() for each in (old, new))
    return old == new or any(new[:at] + new[at + 1 :] == old for at in range(len(new)) if new[at : at + 1] == b",")


def _shown(line: bytes) -> str:
    return " ".join(line.decode("utf-8", "surrogateescape").split())
