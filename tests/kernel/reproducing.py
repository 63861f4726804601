"""Semantic patches against history: what people did to the tables of a tree in one commit, and what a rule does there.

``python -m tests.kernel.reproducing CLONE`` prints for each folder of tests/cases/history what CLONE says.
"""

import difflib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import zip_longest
from pathlib import Path

from ckptgen.csource.model import Entry, Table
from ckptgen.csource.scan import tables_of
from ckptgen.csource.structs import Holder
from ckptgen.csource.text import SourceText
from ckptgen.plan.build import make_plan
from ckptgen.plan.model import Plan
from ckptgen.plan.survey import survey_tree
from ckptgen.rewrite.model import Splice, apply_splices
from ckptgen.sempatch.reader import read_semantic_patch
from ckptgen.tree.model import Tree
from ckptgen.tree.opening import open_tree
from ckptgen.tree.overlay import Layer, OverlayTree
from tests.kernel.running import git
from tests.paths import CASES

FOLDERS = sorted(path for path in (CASES / "history").iterdir() if path.is_dir())
NOTHING = ("", "")
_INCLUDE = re.compile(rb"^[ \t]*#[ \t]*include\b.*", re.MULTILINE)
_FILE = re.compile(r"^\+\+\+ b/(.*)$", re.MULTILINE)
_HUNK = re.compile(r"^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@.*\n", re.MULTILINE)
_ENTRY = re.compile(r"\s*(?:\.(\w+)\s*=|(\w+):\s)\s*([^=:\s].*?)\s*,?\s*(?:/\*.*)?\\?$")
_DIFF = ("diff", "--no-color", "--no-ext-diff", "--diff-filter=M", "--no-renames")
Edited = tuple[str, str]
"""The field and the value of an entry; both empty where there is none."""


@dataclass(frozen=True)
class Site:
    """One entry of one table that a side changes: what was there, and what is there.

    ``struct`` is the table's, or empty where only a line of a diff is known. ``number`` tells apart what is alike in
    one table. ``text`` is that of the whole lines from behind the entry before to the entry's end, or to the next
    entry's where it is gone, and behind a zero byte the includes of the file.
    ``lines`` are the entry's one-based lines before and after, 0 where it is not there.
    """

    path: str
    struct: str
    table: str
    before: Edited
    after: Edited
    number: int
    text: bytes = field(compare=False)
    lines: tuple[int, int] = field(compare=False)

    def __str__(self) -> str:
        said = " -> ".join(f".{name} = {value}" if name else "nothing" for name, value in (self.before, self.after))
        return f"{self.path}:{self.table} {said}" + f" ({self.number})" * (self.number > 1)


@dataclass(frozen=True)
class Case:
    """A commit, the rules that its subject asks for, and why people's edits and the rules' differ where they do.

    ``core`` are the files in which the commit changes the struct itself: the rules see them as the commit leaves them.
    """

    folder: Path
    commit: str
    core: tuple[str, ...]
    explained: Mapping[str, str]

    @cached_property
    def rules(self) -> list[Path]:
        return sorted(self.folder.glob("*.py"))


def read_case(folder: Path) -> Case:
    """Read a folder of tests/cases/history."""
    said = json.loads((folder / "case.json").read_text("utf-8"))
    explained = {name: each["why"] for each in said["explained"] for name in each["edits"]}
    assert len(explained) == sum(len(each["edits"]) for each in said["explained"]), "an edit is explained twice"
    return Case(folder, said["commit"], tuple(said["core"]), explained)


@dataclass(frozen=True)
class Comparison:
    """What came of one case: the sites that people changed, and those that ckptgen changed."""

    people: tuple[Site, ...]
    ckptgen: tuple[Site, ...]

    @cached_property
    def both(self) -> list[tuple[Site, Site]]:
        ours = {site: site for site in self.ckptgen}
        return [(site, ours[site]) for site in self.people if site in ours]

    @property
    def reproduced(self) -> float:
        """The part of people's edits that ckptgen makes too."""
        return len(self.both) / len(self.people)

    @property
    def alike(self) -> float:
        """The part of the edits of both whose lines are the same bytes."""
        return sum(theirs.text == ours.text for theirs, ours in self.both) / len(self.both)

    @cached_property
    def differences(self) -> dict[str, tuple[Site | None, Site | None]]:
        """Each difference by its name, with people's site and ckptgen's; None for who has none."""
        found: dict[str, tuple[Site | None, Site | None]] = {}
        for theirs, ours in self.both:
            if theirs.text != ours.text:
                found[f"text: {theirs}"] = theirs, ours
        found |= {f"missed: {site}": (site, None) for site in self.people if site not in self.ckptgen}
        return found | {f"only here: {site}": (None, site) for site in self.ckptgen if site not in self.people}

    def __str__(self) -> str:
        return (
            f"{len(self.people)} edits of people, {len(self.ckptgen)} of ckptgen; {self.reproduced:.1%} reproduced, "
            f"{self.alike:.1%} of these the same bytes"
        )


# --- what differs in tables -------------------------------------------------------------------------------------------


def entry_changes(before: Table, after: Table) -> Iterator[tuple[Entry | None, Entry | None, int]]:
    """Yield each entry that goes, comes or becomes another one, with its zero-based index behind the change (for one
    that goes, that of the entry behind it).
    """
    old, new = ([(entry.field, entry.value) for entry in table.entries] for table in (before, after))
    for tag, start, end, first, last in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag != "equal":
            pairs = zip_longest(before.entries[start:end], after.entries[first:last])
            yield from ((gone, come, min(first + at, last)) for at, (gone, come) in enumerate(pairs))


def lines_of(text: SourceText, table: Table, index: int, *, gone: bool) -> bytes:
    """Return the text from behind the line of the entry before to the end of the entry's line."""
    start = table.entries[index - 1].end if index else table.open
    end = table.entries[index].end if index < len(table.entries) else table.close
    if not gone:
        start = min(text.data.find(b"\n", start) + 1, text.line_start(table.entries[index].start))
    return text.data[start : text.data.find(b"\n", end)]


def table_sites(text: SourceText, before: Table, after: Table) -> Iterator[Site]:
    """Yield the sites at which a table differs from what it is in ``text`` afterwards."""
    counts: Counter[tuple[Edited, Edited]] = Counter()
    includes = b"\0" + b"\n".join(_INCLUDE.findall(text.data))
    for old, new, index in entry_changes(before, after):
        key = ((old.field, old.value) if old else NOTHING, (new.field, new.value) if new else NOTHING)
        counts[key] += 1
        said = lines_of(text, after, index, gone=new is None) + includes
        lines = (old.line if old else 0, new.line if new else 0)
        yield Site(before.path, before.struct, before.name, *key, counts[key], said, lines)


def file_sites(path: str, data: tuple[bytes, bytes], struct: str, holders: Sequence[Holder]) -> Iterator[Site]:
    """Yield the sites at which the tables of a file differ that both texts have, the n-th of a name with the n-th."""
    texts = (SourceText(path, data[0]), SourceText(path, data[1]))
    before, after = (_numbered(tables_of(text, struct=struct, holders=holders)) for text in texts)
    for key in before.keys() & after.keys():
        yield from table_sites(texts[1], before[key], after[key])


def _numbered(tables: Iterable[Table]) -> dict[tuple[str, int], Table]:
    counts: Counter[str] = Counter()
    found = {}
    for table in tables:
        counts[table.name] += 1
        found[table.name, counts[table.name]] = table
    return found


# --- what differs in lines --------------------------------------------------------------------------------------------


def entry_lines(diff: str) -> Iterator[Site]:
    """Yield what looks like a changed entry in a diff without context, whatever it is in; reads lines, knows no C."""
    for part in re.split(r"^diff --git ", diff, flags=re.MULTILINE)[1:]:
        named = _FILE.search(part)
        pieces = _HUNK.split(part)[1:]
        for at in range(0, len(pieces), 5):
            starts, lines = (int(pieces[at]), int(pieces[at + 2])), pieces[at + 4].split("\n")
            gone, come = (list(_entries(lines, sign, start)) for sign, start in zip("-+", starts, strict=True))
            for old, new in zip_longest(gone, come, fillvalue=(0, NOTHING)):
                path = named[1] if named else ""
                yield Site(path, "", f"line {old[0] or new[0]}", old[1], new[1], 1, b"", (old[0], new[0]))


def _entries(lines: Iterable[str], sign: str, start: int) -> Iterator[tuple[int, Edited]]:
    for number, line in enumerate((line[1:] for line in lines if line.startswith(sign)), start):
        if found := _ENTRY.fullmatch(line):
            yield number, (found[1] or found[2], found[3])


def unseen(diff: str, sites: Iterable[Site]) -> list[Site]:
    """Return what looks like a changed entry in the diff of a commit and is none of the sites of the tables."""
    known = {(site.path, side, site.lines[side]) for site in sites for side in (0, 1) if site.lines[side]}
    return [
        found
        for found in entry_lines(diff)
        if found.before != found.after
        and not any((found.path, side, found.lines[side]) in known for side in (0, 1) if found.lines[side])
    ]


# --- both sides -------------------------------------------------------------------------------------------------------


def rewritten(tree: Tree, plan: Plan) -> dict[str, bytes]:
    """Return the files that a plan changes, as it leaves them."""
    splices: dict[str, dict[Splice, None]] = {}
    for edit in (edit for table in plan.tables for edit in table.edits):
        splices.setdefault(edit.path, {}).update(dict.fromkeys((*edit.includes, *edit.splices)))
    return {path: apply_splices(tree.read(path), made) for path, made in splices.items()}


def compare(clone: Path, case: Case) -> Comparison:
    """Make the case's changes on the parent of its commit, and hold them against the commit."""
    parent, child = open_tree(clone, f"{case.commit}^"), open_tree(clone, case.commit)
    tree = OverlayTree(parent, {path: Layer(child.read(path)) for path in case.core})
    arguments = (*_DIFF, f"{case.commit}^", case.commit)
    touched = git(clone, *arguments, "--name-only", "--", "*.[ch]").decode().splitlines()
    people: list[Site] = []
    ours: list[Site] = []
    for rule in case.rules:
        survey = survey_tree(tree, read_semantic_patch(rule, rule.stem))
        struct, holders = survey.patch.struct, survey.collection.holders
        for path in touched:
            people += file_sites(path, (parent.read(path), child.read(path)), struct, holders)
        for path, data in rewritten(tree, make_plan(survey)).items():
            ours += file_sites(path, (tree.read(path), data), struct, holders)
    diff = git(clone, *arguments, "--unified=0", "--", "*.[ch]").decode("utf-8", "surrogateescape")
    people += unseen(diff, people)
    return Comparison(*(tuple(sorted(side, key=lambda site: (site.path, site.lines))) for side in (people, ours)))


# --- why --------------------------------------------------------------------------------------------------------------


def reasons(clone: Path, case: Case, comparison: Comparison) -> dict[str, str]:
    """Return why people and ckptgen differ, by the name of the difference; an empty reason where nobody says."""
    found = {}
    for name, (theirs, ours) in comparison.differences.items():
        release = made_by(clone, case.commit, ours) if theirs is None and ours is not None else ""
        found[name] = f"people made it by {release}" if release else case.explained.get(name, "")
    return found


def made_by(clone: Path, commit: str, site: Site) -> str:
    """Return the first release since the commit in which people have made the edit too, or an empty string."""
    said = git(clone, "tag", "--list", "--sort=v:refname", "--contains", commit, "v2.6.[0-9][0-9]")
    for release in said.decode().split():
        tree = open_tree(clone, release)
        if tree.exists(site.path):
            tables = tables_of(SourceText(site.path, tree.read(site.path)), struct=site.struct)
            if any(table.name == site.table and _is_made(table, site) for table in tables):
                return release
    return ""


def _is_made(table: Table, site: Site) -> bool:
    if site.after == NOTHING:
        return site.before[1] not in table.values(site.before[0])
    return site.after[1] in table.values(site.after[0])


def main(clone: Path) -> None:
    """Print each case's figures and differences."""
    for folder in FOLDERS:
        case = read_case(folder)
        comparison = compare(clone, case)
        print(f"{folder.name}: {comparison}")
        for name, why in reasons(clone, case, comparison).items():
            print(f"  {name}: {why or 'NOT EXPLAINED'}")
            for side, site in zip(("people ", "ckptgen"), comparison.differences[name], strict=True):
                print(f"    {side} {site.text.partition(bytes(1))[0]!r}" if site else f"    {side} -")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
