"""Evaluate ``qualifies`` and each ``where=``: what must hold of a table."""

import re
import warnings
from collections.abc import Mapping

import libcst as cst

from ckptgen.sempatch.conditions import WORDS, And, Not, Or, Predicate
from ckptgen.sempatch.syntax import Syntax
from ckptgen.sempatch.values import Problem, Signature, call, word
from ckptgen.sempatch.words import identifier_problem, kind_problem, path_problem, suggestion

_CALLS = {
    "installed_as": Signature('installed_as("KIND")', ("kind",)),
    "has": Signature('has("FIELD")', ("field",)),
    "lacks": Signature('lacks("FIELD")', ("field",)),
    "equals": Signature('equals("FIELD", "VALUE")', ("field", "value")),
    "one_of": Signature('one_of("FIELD", "VALUE", ...)', ("field", "value"), further="value"),
    "matches": Signature('matches("FIELD", r"REGEX")', ("field", "pattern")),
    "defined_here": Signature('defined_here("FIELD")', ("field",)),
    "calls": Signature('calls("FIELD", "FUNCTION")', ("field", "function")),
    "empty": Signature('empty("FIELD")', ("field",)),
    "returns_constant": Signature('returns_constant("FIELD")', ("field",)),
    "ignores_argument": Signature('ignores_argument("FIELD", "POSITION")', ("field", "position")),
    "assigned_elsewhere": Signature('assigned_elsewhere("FIELD", "MEMBER")', ("field", "member")),
    "directory_defines": Signature('directory_defines("SYMBOL")', ("symbol",)),
    "directory_uses": Signature('directory_uses("SYMBOL")', ("symbol",)),
    "belongs_to": Signature('belongs_to("NAME", ...)', ("name",), further="name"),
}
_ALONE = [word for word in WORDS if word not in _CALLS]
_POSITION = re.compile(r"[1-9][0-9]?\Z")


def read_predicate(syntax: Syntax, node: cst.BaseExpression) -> Predicate:
    """Return the predicate that ``node`` writes; raise SemanticPatchError where it is none."""
    match node:
        case cst.BooleanOperation(left=left, operator=cst.And(), right=right):
            return And(read_predicate(syntax, left), read_predicate(syntax, right))
        case cst.BooleanOperation(left=left, operator=cst.Or(), right=right):
            return Or(read_predicate(syntax, left), read_predicate(syntax, right))
        case cst.UnaryOperation(operator=cst.Not(), expression=operand):
            return Not(read_predicate(syntax, operand))
        case cst.Name(value=name) if name in _ALONE:
            return WORDS[name]()
        case cst.Call(func=cst.Name(value=name)) if name in _ALONE:
            raise syntax.error(node, f"`{name}` is not called: it stands alone")
        case cst.Name(value=name) | cst.Call(func=cst.Name(value=name)) if name not in _CALLS:
            near = suggestion(name, WORDS) or f"; the conditions are {', '.join(WORDS)}"
            raise syntax.error(node, f"`{name}` is not a condition{near}")
        case cst.Name() | cst.Call(func=cst.Name()):
            return _called(syntax, node)
    raise syntax.error(node, f"a condition is one of {', '.join(WORDS)}")


def _called(syntax: Syntax, node: cst.BaseExpression) -> Predicate:
    name, arguments = call(syntax, node, _CALLS, "a condition is")
    words = {key: _argument(syntax, key, value) for key, value in arguments.items()}
    further = _CALLS[name].further
    if not further:
        # The arguments are named as the values of the model are.
        return WORDS[name](**words)
    repeated = [key for key in words if key.partition(" ")[0] == further]
    first = dict[str, str]()
    for key in repeated:
        value = str(words.pop(key))
        if value in first:
            raise syntax.error(
                arguments[key], f"`{value}` is named twice", (arguments[first[value]], "it stands here already")
            )
        first[value] = key
    return WORDS[name](*words.values(), tuple(first))


def _argument(syntax: Syntax, key: str, node: cst.BaseExpression) -> str | int:
    what, problem = _ARGUMENTS[key.partition(" ")[0]]
    value = word(syntax, node, what, problem)
    return int(value) if key == "position" else value


def _pattern_problem(text: str) -> str:
    try:
        with warnings.catch_warnings():
            # Python warns of what a later version will read otherwise.
            warnings.simplefilter("error")
            re.compile(text, re.ASCII)
    except (re.error, ValueError, OverflowError, RecursionError, Warning) as error:
        return f"cannot be read: {error}"
    return ""


def _position_problem(text: str) -> str:
    return "" if _POSITION.match(text) else 'is not a number from "1" on'


_ARGUMENTS: Mapping[str, tuple[str, Problem]] = {
    "kind": ("the way to install a table", kind_problem),
    "field": ("the field", identifier_problem),
    "value": ("the value", identifier_problem),
    "pattern": ("the regular expression", _pattern_problem),
    "function": ("the function", identifier_problem),
    "position": ("the position", _position_problem),
    "member": ("the member", identifier_problem),
    "symbol": ("the symbol", identifier_problem),
    "name": ("the filesystem", path_problem),
}
