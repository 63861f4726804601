"""Which objects tell whether a patch builds: those of the .c files it touches, or users of its headers."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ckptgen.verify.applying import Applied

_INCLUDE = rb"^[ \t]*#[ \t]*include[ \t]*[\"<](?:[^\"<>\n]*/)?%s[\">]"
_CALLABLE = re.compile(rb"^\+(?![ \t]*#)[^\n]*?\b(\w+)\(", re.MULTILINE)
_DEFINERS = ("fs", "kernel", "mm", "lib")
"""Folders in which a function that a header gains is looked for."""
_OWNERS = 2
"""Users of a header of the whole kernel: the owner of a table, and one user."""
_CANDIDATES = 4


@dataclass(frozen=True, slots=True)
class Target:
    """An object that stands for the touched file ``source``; ``new`` where the base has no such file.

    ``definer`` marks one that defines what a header declares under the option: without it, there is nothing to define.
    """

    source: str
    target: str
    new: bool = False
    definer: bool = False


@dataclass(frozen=True, slots=True)
class HeaderTargets:
    """A touched header with objects that use it, best first, of which ``wanted`` are enough besides the definers."""

    header: str
    candidates: tuple[Target, ...]
    wanted: int


@dataclass(frozen=True, slots=True)
class PatchTargets:
    """What to compile after one patch."""

    own: tuple[Target, ...]
    headers: tuple[HeaderTargets, ...]

    def every(self) -> Iterator[Target]:
        """Yield all objects that may be asked for."""
        yield from self.own
        for header in self.headers:
            yield from header.candidates

    def chosen(self, unbuildable: Set[str], definers: bool) -> tuple[Target, ...]:
        """Return the objects to ask for; headers need users only where no .c file of the patch can be built."""
        if any(target.target not in unbuildable for target in self.own):
            return self.own
        chosen = list(self.own)
        for header in self.headers:
            users = [target for target in header.candidates if definers or not target.definer]
            good = [target for target in users if target.target not in unbuildable]
            extra = sum(target.definer for target in good)
            chosen += (good or users)[: header.wanted + extra]
        return tuple(dict.fromkeys(chosen))


def find_targets(tree: Path, series: Sequence[Applied], held: Set[str]) -> tuple[PatchTargets, ...]:
    """Return the objects of each patch; ``tree`` is as after the last patch, ``held`` the paths that the base has."""
    own = [tuple(_own(tree, applied.paths, held)) for applied in series]
    return tuple(
        PatchTargets(own[index], tuple(_headers(tree, applied, [*own[index + 1 :], *own[:index]], held)))
        for index, applied in enumerate(series)
    )


def _own(tree: Path, paths: Sequence[str], held: Set[str]) -> Iterator[Target]:
    for path in paths:
        if path.endswith((".c", ".S")) and (tree / path).is_file():
            built = next(_includers(tree, path), path) if path.endswith(".c") else path
            yield Target(path, _object(built), path not in held)


def _headers(
    tree: Path, applied: Applied, others: Sequence[tuple[Target, ...]], held: Set[str]
) -> Iterator[HeaderTargets]:
    for path in applied.paths:
        if not path.endswith(".h") or not (tree / path).is_file():
            continue
        users = [Target(path, _object(user), user not in held and path not in held) for user in _includers(tree, path)]
        if not path.startswith("include/") and users:
            yield HeaderTargets(path, tuple(users[:_CANDIDATES]), 1)
            continue
        # One object of each other patch, those to come first: they own the tables.
        owners = [Target(path, targets[0].target, targets[0].new) for targets in others if targets]
        definers = [
            Target(path, _object(file), definer=True) for file in _definers(tree, applied.patch.change_of(path))
        ]
        yield HeaderTargets(path, tuple(dict.fromkeys([*definers, *owners])), _OWNERS)


def _includers(tree: Path, path: str) -> Iterator[str]:
    """Yield the .c files of the same folder that include ``path``."""
    folder = PurePosixPath(path).parent
    pattern = re.compile(_INCLUDE % re.escape(PurePosixPath(path).name.encode()), re.MULTILINE)
    for file in sorted((tree / folder).glob("*.c")):
        if file.name != PurePosixPath(path).name and pattern.search(file.read_bytes()):
            yield str(folder / file.name)


def _definers(tree: Path, change: bytes) -> Iterator[str]:
    """Yield the files that define a function which the added lines of a change declare."""
    names = {name for name in _CALLABLE.findall(change) if not name.startswith(b"__")}
    if not names:
        return
    words = b"|".join(sorted(map(re.escape, names)))
    defined = re.compile(rb"^[A-Za-z_][^\n;#=]*?\b(?:%s)\([^;{}]*\)\s*\{" % words, re.MULTILINE)
    for folder in _DEFINERS:
        for file in sorted((tree / folder).glob("*.c")):
            if defined.search(file.read_bytes()):
                yield file.relative_to(tree).as_posix()


def _object(path: str) -> str:
    return str(PurePosixPath(path).with_suffix(".o"))
