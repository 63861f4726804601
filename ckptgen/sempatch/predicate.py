"""Evaluate ``qualifies``: what must hold of a table."""

import libcst as cst

from ckptgen.sempatch.model import And, Equals, Has, InstalledAs, Not, Or, Predicate, Seekable
from ckptgen.sempatch.syntax import Syntax
from ckptgen.sempatch.values import Signature, call, word
from ckptgen.sempatch.words import identifier_problem, kind_problem, suggestion

_CALLS = {
    "installed_as": Signature('installed_as("KIND")', ("kind",)),
    "has": Signature('has("FIELD")', ("field",)),
    "equals": Signature('equals("FIELD", "VALUE")', ("field", "value")),
}
_WHAT = "a condition is seekable or"
_SEEKABLE = "seekable"


def read_predicate(syntax: Syntax, node: cst.BaseExpression) -> Predicate:
    """Return the predicate that ``node`` writes; raise SemanticPatchError where it is none."""
    match node:
        case cst.Name(value="seekable"):
            return Seekable()
        case cst.BooleanOperation(left=left, operator=cst.And(), right=right):
            return And(read_predicate(syntax, left), read_predicate(syntax, right))
        case cst.BooleanOperation(left=left, operator=cst.Or(), right=right):
            return Or(read_predicate(syntax, left), read_predicate(syntax, right))
        case cst.UnaryOperation(operator=cst.Not(), expression=operand):
            return Not(read_predicate(syntax, operand))
        case cst.Name(value=name) if name not in _CALLS:
            near = suggestion(name, (_SEEKABLE, *_CALLS))
            raise syntax.error(node, f"`{name}` is not a condition{near}")
        case cst.Call(func=cst.Name(value="seekable")):
            raise syntax.error(node, "`seekable` is not called: it stands alone")
    return _called(syntax, node)


def _called(syntax: Syntax, node: cst.BaseExpression) -> Predicate:
    name, arguments = call(syntax, node, _CALLS, _WHAT)
    if name == "has":
        return Has(word(syntax, arguments["field"], "the field", identifier_problem))
    if name == "equals":
        field = word(syntax, arguments["field"], "the field", identifier_problem)
        return Equals(field, word(syntax, arguments["value"], "the value", identifier_problem))
    return InstalledAs(word(syntax, arguments["kind"], "the way to install a table", kind_problem))
