"""The cases of a semantic patch: C files, each with what is to become of it.

In the folder ``cases`` beside the semantic patch, ``X.c`` (or ``X.h``) is a case. With ``X.expected.c`` beside it, it
must become that; without, it must not change. What stands below ``cases/tree`` is in the tree of every case.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ckptgen.errors import CkptgenError
from ckptgen.tree.paths import is_source, shown

CASES = "cases"
SHARED = "tree"
_EXPECTED = ".expected"


class CaseError(CkptgenError):
    """The cases of a semantic patch cannot be read."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case: ``path`` is where it stands below the folder of cases, and in its tree. ``expected`` is what it must
    become, None where it must not change.
    """

    path: str
    content: bytes
    expected: bytes | None


@dataclass(frozen=True, slots=True)
class Cases:
    """The cases in ``folder``, in the order of their paths, and the files that stand in the tree of each."""

    folder: Path
    cases: tuple[Case, ...]
    shared: tuple[tuple[str, bytes], ...]


def read_cases(folder: Path) -> Cases:
    """Read the cases in ``folder``; raises CaseError where there are none, and where a file cannot be read."""
    if not folder.is_dir():
        raise CaseError(f"{folder}: no such folder", f"a case is a C file in it, such as {folder / 'x.c'}")
    paths = list(_files(folder))
    shared = [path for path in paths if path.startswith(f"{SHARED}/")]
    sources = [path for path in paths if path not in set(shared) and is_source(path)]
    expected = {case_of(path): path for path in sources if is_expected(path)}
    inputs = [path for path in sources if not is_expected(path)]
    if lost := sorted(set(expected) - set(inputs)):
        raise CaseError(f"{folder / expected[lost[0]]}: there is no case {lost[0]} that could become this")
    if not inputs:
        raise CaseError(f"{folder}: there is no case", f"a case is a C file in it, such as {folder / 'x.c'}")
    cases = (Case(p, _read(folder / p), _read(folder / expected[p]) if p in expected else None) for p in inputs)
    tree = ((path.removeprefix(f"{SHARED}/"), _read(folder / path)) for path in shared)
    return Cases(folder, tuple(cases), tuple(tree))


def expectation_of(path: str) -> str:
    """Return the path of the file that says what the case at ``path`` must become."""
    stem, _, suffix = path.rpartition(".")
    return f"{stem}{_EXPECTED}.{suffix}"


def is_expected(path: str) -> bool:
    """Tell whether the file says what a case must become."""
    return path.rpartition(".")[0].endswith(_EXPECTED)


def case_of(path: str) -> str:
    """Return the path of the case that the expectation at ``path`` is about."""
    stem, _, suffix = path.rpartition(".")
    return f"{stem.removesuffix(_EXPECTED)}.{suffix}"


def _files(folder: Path) -> Iterator[str]:
    """Yield each file below the folder, sorted, with ``/`` between folders; hidden ones are none of the user's."""

    def fail(error: OSError) -> None:
        raise CaseError(f"{error.filename}: cannot be read: {error.strerror}")

    found = []
    for top, folders, names in os.walk(folder, onerror=fail):
        folders[:] = _visible(folders)
        found += [Path(top, name).relative_to(folder).as_posix() for name in _visible(names)]
    yield from sorted(found)


def _visible(names: Iterable[str]) -> list[str]:
    return [name for name in names if not name.startswith(".")]


def _read(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise CaseError(f"{shown(str(path))}: is not an ordinary file")
        return path.read_bytes()
    except OSError as error:
        raise CaseError(f"{shown(str(path))}: cannot be read: {error.strerror}") from None
