"""One change as rules of SmPL."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ckptgen.sempatch.model import Add, After, Change, Constify, DeclaredOrder, Move, Remove, Rename, Replace
from ckptgen.smpl.clauses import Clause, Literal

MOST_ANCHORS = 3
"""Of the members declared before a new entry's, so many of the nearest are looked for."""
PHASE = "behind_core"
"""The virtual rule that the changes behind the core change depend on."""


@dataclass(slots=True)
class Writer:
    """Writes the rules for one struct, each rule and each position with a name of its own.

    ``names`` maps ``table``, ``value`` and ``p``, the start of a position's name, to what nothing else is called;
    ``option`` guards new entries where it is not empty.
    """

    struct: str
    names: Mapping[str, str]
    option: str
    rules: list[str] = field(default_factory=list)

    def emit(self, kind: str, declared: Sequence[str], body: Sequence[str], depends: str = "") -> str:
        """Add a rule; return its name."""
        name = f"{kind}_{len(self.rules) + 1}"
        head = f"@{name} depends on {depends}@" if depends else f"@{name}@"
        self.rules.append("\n".join([head, *declared, "@@", *body]))
        return name

    def position(self) -> str:
        """Return the name of the next rule's position."""
        return f"{self.names['p']}{len(self.rules) + 1}"

    def find(self, kind: str, entry: Literal) -> tuple[str, str]:
        """Add the rule that finds the tables with an entry; return its name and its position's."""
        position = self.position()
        value = self.names["value"]
        declared = [f"identifier {self.names['table']};", f"position {position};"]
        declared.insert(1, f"symbol {', '.join(entry.values)};" if entry.values else f"expression {value};")
        line = f"\t.{entry.field} = {_either(entry.values) or value},"
        return self.emit(kind, declared, self.table([line], position)), position

    def table(self, lines: Sequence[str], *positions: str, const: str = "") -> list[str]:
        """Return the pattern of a table with these lines between its braces."""
        at = "".join(f"@{position}" for position in positions)
        return [f"{const}struct {self.struct} {self.names['table']}{at} = {{", *lines, "};"]


def write_change(writer: Writer, change: Change, clauses: Sequence[Clause], order: Sequence[str]) -> list[str]:
    """Write the rules of a change, for the tables of which one of the clauses holds; return the names of those that
    change something.

    ``order`` are the struct's members as declared, empty where that is not known. A move has no rules.
    """
    changing = []
    for clause in clauses:
        for kind, declared, lines in _forms(writer, change, order):
            changing.append(_write(writer, change, clause, kind, declared, lines))
    if isinstance(change, Constify):
        _constify_declarations(writer, changing)
    return changing


def _write(
    writer: Writer, change: Change, clause: Clause, kind: str, declared: Sequence[str], lines: Sequence[str]
) -> str:
    """Write one changing rule behind those that find what it is for: a change moves the positions found before."""
    inside = [writer.find("has", entry) for entry in clause if entry.present]
    outside = [writer.find("not", Literal(entry.field, entry.values, True)) for entry in clause if not entry.present]
    outside += _settled(writer, change)
    head = [f"identifier {writer.names['table']};", *declared]
    head += [f"position {rule}.{position};" for rule, position in inside]
    positions = [position for _, position in inside]
    if outside:
        positions.append(writer.position())
        head.append(f"position {positions[-1]} != {{{', '.join(f'{rule}.{p}' for rule, p in outside)}}};")
    body = writer.table(lines, *positions)
    if isinstance(change, Constify):
        body = ["+const", *body]
    return writer.emit(kind, head, body, PHASE if change.needs_core else "")


def _settled(writer: Writer, change: Change) -> list[tuple[str, str]]:
    """Write the rule that finds the tables which need no change, if it takes one."""
    match change:
        case Add(name):
            return [writer.find("present", Literal(name, (), True))]
        case Rename(_, to):
            return [writer.find("present", Literal(to, (), True))]
        case Constify():
            position = writer.position()
            declared = [f"identifier {writer.names['table']};", f"position {position};"]
            return [(writer.emit("const", declared, writer.table(["\t..."], position, const="const ")), position)]
        case Remove() | Replace() | Move():
            return []


def _forms(writer: Writer, change: Change, order: Sequence[str]) -> Iterator[tuple[str, list[str], list[str]]]:
    """Yield the rules that make the change: the kind, the metavariables, the lines between the braces."""
    value = writer.names["value"]
    match change:
        case Add():
            for anchor in anchors(change, order):
                lines = [f"\t.{anchor} = {value},", *_entry(writer, change)]
                yield "add", [f"expression {value};"], lines
            yield "add", [], ["\t...,", *_entry(writer, change)]
        case Remove(name, was):
            yield "remove", _old(value, was), [f"-\t.{name} = {was or value},"]
        case Replace(name, new, was):
            yield "replace", _old(value, was), [f"\t.{name} =", f"-\t\t{was or value}", f"+\t\t{new}", "\t,"]
        case Rename(name, to, new, was):
            lines = [f"-\t.{name}", f"+\t.{to}"]
            lines += ["\t=", f"-\t\t{was or value}", f"+\t\t{new}", "\t,"] if new else [f"\t= {was or value},"]
            yield "rename", _old(value, was), lines
        case Constify():
            yield "constify", [], ["\t..."]
        case Move():
            return


def anchors(change: Add, order: Sequence[str]) -> list[str]:
    """Return the members behind whose entries a new entry is put, the first choice first; else it goes last."""
    match change.place:
        case After(name):
            return [name]
        case DeclaredOrder() if change.field in order:
            before = order[: order.index(change.field)]
            return list(reversed(before))[:MOST_ANCHORS]
        case _:
            return []


def _entry(writer: Writer, change: Add) -> list[str]:
    entry = f"+\t.{change.field} = {change.value},"
    return [f"+#ifdef {writer.option}", entry, "+#endif"] if writer.option else [entry]


def _old(value: str, was: str) -> list[str]:
    return [f"symbol {was};"] if was else [f"expression {value};"]


def _either(values: Sequence[str]) -> str:
    return r"\(" + r"\|".join(values) + r"\)" if len(values) > 1 else "".join(values)


def _constify_declarations(writer: Writer, changing: Sequence[str]) -> None:
    """Write the rules that make a file's own declarations of its tables const."""
    table = writer.names["table"]
    for rule in changing:
        known = writer.position()
        inherited = f"identifier {rule}.{table};"
        pattern = f"struct {writer.struct} {table}@"
        there = writer.emit("const", [inherited, f"position {known};"], [f"const {pattern}{known};"])
        other = writer.position()
        declared = [inherited, f"position {other} != {there}.{known};"]
        writer.emit("declare", declared, ["+const", f"{pattern}{other};"])


def write_include(writer: Writer, header: str, changing: Sequence[str]) -> None:
    """Write the rules that include ``header`` in a file which one of the rules ``changing`` has changed."""
    there = writer.emit("include", [], [f"#include {header}"])
    anchor = "#include <...>" if header.startswith("<") else '#include "..."'
    either = " || ".join(changing)
    writer.emit("include", [], [anchor, f"+#include {header}"], f"({either}) && !{there}")
