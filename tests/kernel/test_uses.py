"""No use of a table is missed: the one pass for all names finds what a search for each name finds, file by file."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ckptgen.csource.text import SourceText
from ckptgen.csource.uses import Use, defines_itself, find_uses
from ckptgen.plan.collect import NAME_PARTS, collect_tables
from ckptgen.plan.search import collect_uses
from ckptgen.tree.directory import DirectoryTree

pytestmark = pytest.mark.kernel

STRUCTS = ("file_operations", "seq_operations", "attribute_group", "pernet_operations")
"""The tables of the third have nothing in their names that the first pass remembers; some of the second's neither."""


def sources(kernel: Path) -> Iterator[tuple[str, bytes]]:
    for folder, folders, files in os.walk(kernel):
        folders[:] = [name for name in folders if name != ".git"]
        for name in files:
            path = Path(folder, name)
            if name.endswith((".c", ".h")) and path.is_file() and not path.is_symlink():
                yield str(path.relative_to(kernel)), path.read_bytes()


def one_by_one(path: str, data: bytes, names: list[str]) -> Iterator[Use]:
    """Yield the uses of each name in a file that does not define it, each name looked for by itself."""
    for name in names:
        if name.encode() in data:
            text = SourceText(path, data)
            if not defines_itself(text, name):
                yield from find_uses(text, [name])


def test_no_use_of_an_external_table_is_missed(kernel: Path) -> None:
    tree = DirectoryTree(kernel)
    collections = {struct: collect_tables(tree, struct, uses=True) for struct in STRUCTS}
    names = {
        struct: sorted({t.variable for t in found.tables if not t.static and t.variable.isidentifier()})
        for struct, found in collections.items()
    }
    odd = [name for each in names.values() for name in each if not any(part.decode() in name for part in NAME_PARTS)]
    assert len(odd) > 20
    expected: dict[str, set[Use]] = {struct: set() for struct in STRUCTS}
    for path, data in sources(kernel):
        for struct in STRUCTS:
            expected[struct].update(one_by_one(path, data, names[struct]))
    for struct, found in collections.items():
        uses = collect_uses(tree, names[struct], found.facts)
        assert len(set(uses)) == len(uses)
        assert set(uses) == expected[struct]
        assert expected[struct]
