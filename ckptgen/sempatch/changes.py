"""Evaluate ``change``: what is done to the tables, and where the slot for the core change is."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import libcst as cst

from ckptgen.sempatch.conditions import Predicate
from ckptgen.sempatch.model import (
    Add,
    After,
    Change,
    Constify,
    CoreSlot,
    DeclaredOrder,
    Last,
    Move,
    Place,
    Remove,
    Rename,
    Replace,
)
from ckptgen.sempatch.predicate import read_predicate
from ckptgen.sempatch.syntax import Syntax
from ckptgen.sempatch.values import Signature, call, paragraphs, text, word
from ckptgen.sempatch.words import header_problem, identifier_problem, reason_problem

_CHANGES = {
    "add": Signature('add("FIELD", "VALUE", place=...)', ("field", "value"), ("place", "include", "where", "message")),
    "remove": Signature('remove("FIELD", was="VALUE")', ("field",), ("was", "where", "message")),
    "replace": Signature(
        'replace("FIELD", "VALUE", was="OLD VALUE")', ("field", "value"), ("was", "include", "where", "message")
    ),
    "rename": Signature(
        'rename("FIELD", "NEW FIELD", value="NEW VALUE", was="OLD VALUE")',
        ("field", "to"),
        ("value", "was", "include", "where", "message"),
    ),
    "move": Signature('move("FIELD", place=...)', ("field",), ("place", "where", "message")),
    "constify": Signature("constify()", (), ("where", "message")),
    "core": Signature('core("WHAT THE CORE CHANGE DOES")', ("because",)),
}
_PLACES = {
    "declared_order": Signature("declared_order()"),
    "after": Signature('after("FIELD")', ("field",)),
    "last": Signature("last()"),
}
Arguments = Mapping[str, cst.BaseExpression]


def read_changes(syntax: Syntax, node: cst.BaseExpression) -> tuple[tuple[Change, ...], CoreSlot | None]:
    """Return the changes in the file's order, and the slot for the core change if there is one."""
    nodes = [element.value for element in node.elements] if isinstance(node, cst.List) else [node]
    changes: list[Change] = []
    slot: tuple[cst.BaseExpression, CoreSlot] | None = None
    for item in nodes:
        name, arguments = call(syntax, item, _CHANGES, "a change is")
        if name == "core":
            if slot is not None:
                raise syntax.error(item, "there is one slot for the core change", (slot[0], "it stands here already"))
            because = word(syntax, arguments["because"], "what the core change does", reason_problem)
            slot = item, CoreSlot(because, syntax.line(item))
            continue
        message = paragraphs(text(syntax, arguments["message"], "the message")) if "message" in arguments else ""
        change = replace(_change(syntax, item, name, arguments), needs_core=slot is not None, message=message)
        _refuse_twice(syntax, item, change, changes)
        changes.append(change)
    if not changes:
        raise syntax.error(node, "`change` is empty")
    return tuple(changes), slot[1] if slot else None


def _refuse_twice(syntax: Syntax, node: cst.BaseExpression, change: Change, before: Sequence[Change]) -> None:
    if isinstance(change, Add) and any(isinstance(each, Add) and each.field == change.field for each in before):
        raise syntax.error(node, f"`{change.field}` is added twice")


def _change(syntax: Syntax, node: cst.BaseExpression, name: str, arguments: Arguments) -> Change:
    line = syntax.line(node)
    where = _where(syntax, arguments)
    if name == "constify":
        return Constify(line, where)
    field = word(syntax, arguments["field"], "the field", identifier_problem)
    was = _word(syntax, arguments, "was", "the old value")
    include = _include(syntax, arguments)
    match name:
        case "add":
            value = _word(syntax, arguments, "value", "the value")
            return Add(field, value, _place(syntax, arguments), line, include, where)
        case "remove":
            return Remove(field, was, line, where)
        case "replace":
            value = _word(syntax, arguments, "value", "the value")
            if value == was:
                raise syntax.error(node, f"`{value}` is replaced by itself")
            return Replace(field, value, was, line, include, where)
        case "rename":
            to = _word(syntax, arguments, "to", "the new field")
            if to == field:
                raise syntax.error(node, f"`{field}` is renamed to itself")
            return Rename(field, to, _word(syntax, arguments, "value", "the value"), was, line, include, where)
    return Move(field, _place(syntax, arguments), line, where)


def _word(syntax: Syntax, arguments: Arguments, name: str, what: str) -> str:
    return word(syntax, arguments[name], what, identifier_problem) if name in arguments else ""


def _where(syntax: Syntax, arguments: Arguments) -> Predicate | None:
    return read_predicate(syntax, arguments["where"]) if "where" in arguments else None


def _include(syntax: Syntax, arguments: Arguments) -> str:
    return word(syntax, arguments["include"], "the header", header_problem) if "include" in arguments else ""


def _place(syntax: Syntax, arguments: Arguments) -> Place:
    if "place" not in arguments:
        return DeclaredOrder()
    name, found = call(syntax, arguments["place"], _PLACES, "a place is")
    if name == "after":
        return After(word(syntax, found["field"], "the field", identifier_problem))
    return Last() if name == "last" else DeclaredOrder()
