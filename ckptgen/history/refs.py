"""Which revisions a history has: the tags and branches that patterns name, in the order of their commits' dates."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ckptgen.tree.git import Git
from ckptgen.tree.model import TreeError
from ckptgen.tree.paths import shown

PLACES = ("refs/tags/", "refs/heads/", "refs/remotes/")
_Fields = Sequence[str]
"""The parts of ``_FORMAT`` behind the name: five of the object itself, five of what a tag is put on."""
_FIELDS = ("objecttype", "objectname", "committerdate:unix", "tree", "taggerdate:unix")
_FORMAT = "%00".join(["%(refname)", *(f"%({mark}{field})" for mark in ("", "*") for field in _FIELDS)])


@dataclass(frozen=True, slots=True)
class Ref:
    """A revision by a name: ``tree`` is the id to read files from, ``commit`` is empty for a tag of a bare tree.

    ``date`` is the committer's, in seconds since 1970; for a bare tree the tagger's, or 0.
    """

    name: str
    tree: str
    commit: str
    date: int


def find_refs(git: Git, patterns: Sequence[str], left_out: Sequence[str] = ()) -> tuple[Ref, ...]:
    """Return the tags and branches that match any of ``patterns`` and none of ``left_out``, in order.

    Patterns are those of ``git for-each-ref`` below refs/tags, refs/heads and refs/remotes, or whole (``refs/...``).
    The order is that of the dates, and of the names where these are the same: numbers in a name count as numbers.
    Raises TreeError for a pattern that matches nothing, and for a tag of a single file.
    """
    found: dict[str, _Fields] = {}
    for pattern in patterns:
        some = _matching(git, pattern)
        if not some:
            raise TreeError(
                f"no tag or branch matches {shown(pattern)} in {shown(str(git.directory))}",
                f"git -C {shown(str(git.directory))} for-each-ref lists them; * does not match a /",
            )
        found.update(some)
    for pattern in left_out:
        for name in _matching(git, pattern):
            found.pop(name, None)
    if patterns and not found:
        raise TreeError("every revision that matches is left out", "give fewer --except, or more --refs")
    short = _short_names(found)
    refs = [replace(_ref(git, full, fields[:5], fields[5:]), name=short[full]) for full, fields in found.items()]
    return tuple(sorted(refs, key=lambda ref: (ref.date, version_key(ref.name))))


def version_key(name: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that sorts numbers in names by their value: v2.6.9, v2.6.10."""
    parts = re.split(r"(\d+)", name)
    return (*((1, int(part), part) if part.isdecimal() else (0, 0, part) for part in parts), (0, 0, name))


def _matching(git: Git, pattern: str) -> dict[str, _Fields]:
    """Return what git says of each ref that matches, by its whole name."""
    if "\0" in pattern:
        return {}
    places = [pattern] if pattern.startswith("refs/") else [place + pattern for place in PLACES]
    lines = git.run("for-each-ref", f"--format={_FORMAT}", "--", *places).split(b"\n")
    records = [line.decode("utf-8", "surrogateescape").split("\0") for line in lines if line]
    return {name: fields for name, *fields in records}


def _ref(git: Git, name: str, own: _Fields, below: _Fields) -> Ref:
    """Make a ref of what git says of the object itself, and of the one that a tag is put on."""
    tagged = own[4].split(" ")[0]
    kind, oid, date, tree, _ = own if own[0] != "tag" else below
    if kind == "tag":  # a tag of a tag: git's formats look only one object down
        oid = git.run("rev-parse", "--verify", f"{name}^{{}}").decode("ascii").strip()
        kind = git.run("cat-file", "-t", oid).decode("ascii").strip()
        if kind == "commit":
            date, tree = git.run("log", "-1", "--no-show-signature", "--format=%ct %T", oid).decode("ascii").split()
    if kind == "commit":
        return Ref(name, tree, oid, int(date))
    if kind == "tree":
        return Ref(name, oid, "", int(tagged or 0))
    raise TreeError(f"{shown(name)} is a single file, not a revision", "leave it out with --except")


def _short_names(full: Iterable[str]) -> dict[str, str]:
    """Return each ref's name without its place, or with as much of it as tells it from another."""
    names = list(full)
    shorter = {name: name.removeprefix("refs/").partition("/")[2] for name in names}
    taken = list(shorter.values())
    return {n: shorter[n] if taken.count(shorter[n]) == 1 else n.removeprefix("refs/") for n in names}
