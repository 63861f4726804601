"""Evaluate what the tree must have for the change: the option, its guard, the members and handlers to declare."""

from collections.abc import Sequence

import libcst as cst

from ckptgen.sempatch.model import Argument, Change, Guard, Handler, Member, entry_after
from ckptgen.sempatch.syntax import Syntax
from ckptgen.sempatch.values import Signature, call, text, word
from ckptgen.sempatch.words import (
    identifier_problem,
    option_problem,
    pointer_parts,
    pointer_problem,
    reason_problem,
    suggestion,
)

_DECLARED = {
    "member": Signature('member("PROTOTYPE", doc="PROSE", locks={...})', ("prototype",), ("doc", "locks")),
    "handler": Signature('handler("NAME", beside="FUNCTION")', ("name", "beside")),
}


def read_option(syntax: Syntax) -> str:
    """Return the configuration option, or an empty string."""
    node = syntax.values.get("option")
    return word(syntax, node, "the option", option_problem) if node is not None else ""


def read_guard(syntax: Syntax, option: str) -> Guard:
    """Return the guard; ``ifdef`` needs an option to ask for."""
    node = syntax.values.get("guard")
    if node is None:
        return Guard.STUB
    known = " or ".join(Guard)
    if not isinstance(node, cst.Name):
        raise syntax.error(node, f"the guard is {known}, written without quotes")
    if node.value not in list(Guard):
        raise syntax.error(node, f"`{node.value}` is not a guard: it is {known}{suggestion(node.value, Guard)}")
    guard = Guard(node.value)
    if guard is Guard.IFDEF and not option:
        raise syntax.error(node, 'this guard needs the option that it asks for: `option = "CONFIG_X"`')
    return guard


def read_members(syntax: Syntax, changes: Sequence[Change]) -> tuple[tuple[Member, ...], tuple[Handler, ...]]:
    """Return the members and handlers of ``declare``; a handler has its member's type."""
    value = syntax.values.get("declare")
    if value is None:
        return (), ()
    members: list[Member] = []
    handlers: list[Handler] = []
    nodes = [element.value for element in value.elements] if isinstance(value, cst.List) else [value]
    for node in nodes:
        kind, arguments = call(syntax, node, _DECLARED, "what is declared is")
        if kind == "member":
            member = _member(syntax, node, arguments)
            if any(member.field == known.field for known in members):
                raise syntax.error(node, f"the member `{member.field}` is declared twice")
            members.append(member)
        else:
            handler = _handler(syntax, node, arguments, changes, members)
            if any(handler.name == known.name for known in handlers):
                raise syntax.error(node, f"the handler `{handler.name}` is declared twice")
            handlers.append(handler)
    return tuple(members), tuple(handlers)


def _handler(
    syntax: Syntax,
    node: cst.BaseExpression,
    arguments: dict[str, cst.BaseExpression],
    changes: Sequence[Change],
    members: Sequence[Member],
) -> Handler:
    name = word(syntax, arguments["name"], "the handler", identifier_problem)
    beside = word(syntax, arguments["beside"], "the function beside it", identifier_problem)
    fields = [field for field, value in map(entry_after, changes) if value == name]
    if not fields:
        raise syntax.error(node, f"no change gives a table the handler `{name}`")
    declared = [member.field for member in members if member.field in fields]
    if not declared:
        raise syntax.error(node, f"a handler has the type of its member: declare the member `{fields[0]}` above it")
    return Handler(name, declared[0], beside, syntax.line(node))


def _member(syntax: Syntax, node: cst.BaseExpression, arguments: dict[str, cst.BaseExpression]) -> Member:
    parts = pointer_parts(word(syntax, arguments["prototype"], "the member", pointer_problem))
    assert parts is not None  # pointer_problem found none
    returns, field, named = parts
    doc = arguments.get("doc")
    prose = " ".join(text(syntax, doc, "the prose").split()) if doc is not None else ""
    locks = arguments.get("locks")
    return Member(
        field,
        returns,
        tuple(Argument(type_name, name) for type_name, name in named),
        prose,
        _cells(syntax, locks) if locks is not None else (),
        syntax.line(node),
    )


def _cells(syntax: Syntax, node: cst.BaseExpression) -> tuple[tuple[str, str], ...]:
    if not isinstance(node, cst.Dict):
        raise syntax.error(node, 'the locks are `{"COLUMN": "CELL", ...}`')
    cells: dict[str, str] = {}
    for element in node.elements:
        if not isinstance(element, cst.DictElement):
            raise syntax.error(element, "nothing is unpacked here")
        head = word(syntax, element.key, "the column", reason_problem)
        if head in cells:
            raise syntax.error(element, f"the column `{head}` is given twice")
        cells[head] = word(syntax, element.value, "the cell", reason_problem)
    return tuple(cells.items())
