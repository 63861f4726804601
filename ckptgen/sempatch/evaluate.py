"""Evaluate a semantic patch over its closed vocabulary. Nothing of it is ever executed."""

import hashlib
import textwrap

import libcst as cst

from ckptgen.sempatch.declared import read_guard, read_members, read_option
from ckptgen.sempatch.entries import read_copies, read_decisions, read_lists, read_owners
from ckptgen.sempatch.model import Add, After, Change, DeclaredOrder, Last, Place, SemanticPatch
from ckptgen.sempatch.predicate import read_predicate
from ckptgen.sempatch.syntax import Syntax
from ckptgen.sempatch.values import Signature, call, text, word
from ckptgen.sempatch.words import identifier_problem

_CHANGES = {"add": Signature('add("FIELD", "VALUE", place=...)', ("field", "value"), ("place",))}
_PLACES = {
    "declared_order": Signature("declared_order()"),
    "after": Signature('after("FIELD")', ("field",)),
    "last": Signature("last()"),
}
_REQUIRED = {
    "struct": 'struct = "file_operations"',
    "change": 'change = add("FIELD", "VALUE")',
    "qualifies": 'qualifies = installed_as("inode") and seekable',
}


def evaluate(syntax: Syntax, name: str) -> SemanticPatch:
    """Return what ``syntax`` says, under the ``name`` that ``-p`` calls it; raise SemanticPatchError."""
    docstring = _paragraphs(text(syntax, syntax.docstring, "the docstring"))
    if not docstring:
        raise syntax.error(syntax.docstring, "the docstring says nothing: its first paragraph is the title")
    for required, example in _REQUIRED.items():
        if required not in syntax.values:
            end = max(len(syntax.source.body.rstrip()) - 1, 0)
            raise syntax.source.error(end, f"`{required}` is missing: `{example}`")
    title, _, description = docstring.partition("\n\n")
    values = syntax.values
    changes = _changes(syntax, values["change"])
    option = read_option(syntax)
    members, handlers = read_members(syntax, changes)
    return SemanticPatch(
        path=syntax.source.path,
        name=name,
        sha256=hashlib.sha256(syntax.source.data).hexdigest(),
        title=" ".join(title.split()),
        description=description.strip("\n"),
        struct=word(syntax, values["struct"], "the struct", identifier_problem),
        changes=changes,
        option=option,
        guard=read_guard(syntax, option),
        members=members,
        handlers=handlers,
        qualifies=read_predicate(syntax, values["qualifies"]),
        message=_paragraphs(text(syntax, values["message"], "the message")) if "message" in values else "",
        lists=read_lists(syntax),
        decisions=read_decisions(syntax),
        copies=read_copies(syntax),
        owners=read_owners(syntax),
    )


def _changes(syntax: Syntax, node: cst.BaseExpression) -> tuple[Change, ...]:
    nodes = [element.value for element in node.elements] if isinstance(node, cst.List) else [node]
    if not nodes:
        raise syntax.error(node, "`change` is empty")
    changes: dict[str, Change] = {}
    for item in nodes:
        change = _change(syntax, item)
        if change.field in changes:
            raise syntax.error(item, f"`{change.field}` is added twice")
        changes[change.field] = change
    return tuple(changes.values())


def _change(syntax: Syntax, node: cst.BaseExpression) -> Change:
    _, arguments = call(syntax, node, _CHANGES, "a change is")
    place = arguments.get("place")
    return Add(
        field=word(syntax, arguments["field"], "the field", identifier_problem),
        value=word(syntax, arguments["value"], "the value", identifier_problem),
        place=_place(syntax, place) if place else DeclaredOrder(),
        line=syntax.line(node),
    )


def _place(syntax: Syntax, node: cst.BaseExpression) -> Place:
    name, arguments = call(syntax, node, _PLACES, "a place is")
    if name == "after":
        return After(word(syntax, arguments["field"], "the field", identifier_problem))
    return Last() if name == "last" else DeclaredOrder()


def _paragraphs(value: str) -> str:
    """Return ``value`` without the indentation and the blank ends that its place in the file gives it."""
    first, newline, rest = value.partition("\n")
    dedented = first.strip() + newline + textwrap.dedent(rest)
    return "\n".join(line.rstrip() for line in dedented.split("\n")).strip("\n")
