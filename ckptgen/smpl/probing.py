"""A table alone in a file, as a variable of its own without conditionals: what spatch does there, only the surroundings
can have kept it from doing.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ckptgen.csource.model import Entry, Table
from ckptgen.csource.text import SourceText
from ckptgen.sempatch.model import SemanticPatch
from ckptgen.smpl.expecting import expected
from ckptgen.smpl.tables import Delta, delta, read_file

_CONTINUATION = re.compile(rb"\\[ \t]*(\r?\n)")
_JOINED = re.compile(rb"\s*##\s*")
_QUOTED = re.compile(rb"#\s*(\w+)")
_NAME = "probe.c"


@dataclass(frozen=True, slots=True)
class Probed:
    """How spatch did with a probe: ``asked`` tells that the rules are to change it, ``done`` that spatch did as they
    say.
    """

    asked: bool
    done: bool


def probe_of(text: SourceText, table: Table, *, const: bool) -> bytes:
    """Return a file with one table that has the same entries; of branches that give a field twice, the first."""
    lines = [b"\t%s,\n" % _plain(text, table, entry) for entry in _once(table.entries)]
    head = b"const struct" if const else b"struct"
    return b"%s %s probe = {\n%s};\n" % (head, table.struct.encode("utf-8", "surrogateescape"), b"".join(lines))


def _once(entries: Iterable[Entry]) -> Iterator[Entry]:
    seen = set()
    for entry in entries:
        if not entry.field or entry.field not in seen:
            seen.add(entry.field)
            yield entry


def _plain(text: SourceText, table: Table, entry: Entry) -> bytes:
    piece = text.data[entry.start : entry.end]
    if not table.in_macro:
        return piece
    # What the preprocessor makes of the body: spatch reads no # and ## elsewhere.
    return _QUOTED.sub(rb'"\1"', _JOINED.sub(b"", _CONTINUATION.sub(rb"\1", piece)))


def probed(patch: SemanticPatch, before: bytes, after: bytes) -> Probed:
    """Return how spatch did with a probe, by what it holds before and after."""
    one, other = (read_file(_NAME, data, patch.struct, ()) for data in (before, after))
    wanted: Delta = Delta()
    done: Delta = Delta()
    for key, table in one.places.items():
        said = one.tables[key]
        if key in other.tables:
            done += delta(said, other.tables[key])
        for change in patch.changes:
            wanted += expected(change, patch.qualifies, table, said.head)
    return Probed(asked=bool(wanted), done=done == wanted)
