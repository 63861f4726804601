"""What is asked of a table's handlers: the functions that its entries name.

Each entry for the field, each definition of its function and each macro of that name is one branch of some
configuration: an answer holds where it holds in all of them.
"""

from collections.abc import Sequence

from ckptgen.csource.functions import Definition, Function, function_named
from ckptgen.csource.model import Entry
from ckptgen.csource.values import is_null
from ckptgen.plan.answers import Answer
from ckptgen.plan.entrywise import Claim, evidence_of, has
from ckptgen.plan.facts import TableFacts
from ckptgen.plan.handlers import HandlerFacts
from ckptgen.plan.model import Evidence
from ckptgen.sempatch.conditions import (
    AssignedElsewhere,
    Calls,
    DefinedHere,
    Empty,
    HandlerCondition,
    IgnoresArgument,
    ReturnsConstant,
)


def answer_handler(condition: HandlerCondition, facts: TableFacts) -> Answer:
    """Return whether the condition holds of the table's handler; unclear where it cannot be read."""
    contents = facts.contents
    claims = contents.claims(condition.field)
    if not claims:
        return contents.absent(condition.field)
    answers = [_of_claim(condition, claim, facts) for claim in claims]
    if not contents.always(claims):
        answers.append(has(condition.field, contents))
    return _agreed(answers)


def _agreed(answers: Sequence[Answer]) -> Answer:
    """Combine what the branches of a configuration answer: all must agree."""
    holds = {answer.holds for answer in answers}
    deciding = [answer for answer in answers if answer.holds is None] if None in holds else answers
    why = " and ".join(dict.fromkeys(answer.why for answer in deciding))
    evidence = tuple(dict.fromkeys(each for answer in answers for each in answer.evidence))
    if len(holds) > 1 and None not in holds:
        return Answer(None, f"{why}, which depends on the configuration", evidence)
    return Answer(None if None in holds else holds == {True}, why, evidence)


def _of_claim(condition: HandlerCondition, claim: Claim, facts: TableFacts) -> Answer:
    field, name = condition.field, function_named(claim.value)
    if is_null(claim.value):
        return Answer(False, f"its .{field} is {claim.value}", evidence_of(field, facts.table, [claim]))
    if not name:
        why = f"its .{field} is {claim.value or 'given in part'}, which is not the name of a function"
        return Answer(None, why, evidence_of(field, facts.table, [claim]))
    handler = next((each for each in facts.handlers if each.here.name == name), None)
    if handler is None:
        return Answer(None, f"the definition of {name} was not looked for")
    match condition:
        case DefinedHere():
            return _defined_here(handler)
        case AssignedElsewhere(_, member):
            return _assigned(handler, member, [claim.entry for claim in facts.contents.claims(field)])
        case Calls() | Empty() | ReturnsConstant() | IgnoresArgument():
            return _read(condition, handler)


def _defined_here(handler: HandlerFacts) -> Answer:
    here = handler.here
    answers = _macros(handler)
    if here.function is not None:
        evidence = Evidence("handler", f"{here.name} is defined", here.path, here.function.line)
        answers.append(Answer(True, f"{here.name} is defined in the same file", (evidence,)))
    if answers:
        return _agreed(answers)
    places = (Evidence("handler", f"{here.name} is defined", f.path, f.line) for f in handler.elsewhere)
    return Answer(False, f"{here.name} is not defined in the same file", tuple(places))


def _assigned(handler: HandlerFacts, member: str, own: Sequence[Entry]) -> Answer:
    """Answer from the places that name the handler; its ``own`` entries, those asked about, are not elsewhere."""
    here = handler.here
    for given in here.given:
        if given.member == member and not any(entry.start <= given.offset < entry.end for entry in own):
            evidence = Evidence("handler", f"{here.name} is given to .{member}", here.path, given.line)
            return Answer(True, f"{here.name} is given to .{member} elsewhere in the file", (evidence,))
    return Answer(False, f"{here.name} is not given to .{member} elsewhere in the file")


def _read(condition: Calls | Empty | ReturnsConstant | IgnoresArgument, handler: HandlerFacts) -> Answer:
    answers = _macros(handler)
    for function in handler.functions:
        answers += [_of_definition(condition, function, definition) for definition in function.definitions]
    if answers:
        return _agreed(answers)
    where = "its file or folder" if handler.searched else "its file"
    return Answer(None, f"no definition of {handler.here.name} was found in {where}")


def _macros(handler: HandlerFacts) -> list[Answer]:
    """Return what the macros of the handler's name answer to any condition: another name is nothing known."""
    answers = []
    for value, line in handler.here.macros:
        what = f"{handler.here.name} is a macro for {value or 'nothing'}"
        evidence = Evidence("handler", what, handler.here.path, line)
        answers.append(Answer(False if is_null(value) else None, what, (evidence,)))
    return answers


def _of_definition(
    condition: Calls | Empty | ReturnsConstant | IgnoresArgument, function: Function, definition: Definition
) -> Answer:
    match condition:
        case Calls(_, callee):
            return _calls(function, definition, callee)
        case Empty():
            returned = definition.task.returns
            no = f"returns {_shown(returned)}" if returned else "does something"
            return _said(function, definition, definition.task.empty, "does nothing", no)
        case ReturnsConstant():
            return _constant(function, definition)
        case IgnoresArgument(_, position):
            return _ignores(function, definition, position)


def _said(function: Function, definition: Definition, holds: bool | None, yes: str, no: str, line: int = 0) -> Answer:
    """Return the answer with the place; ``line`` is that of the definition where it is not given."""
    what = f"{function.name} {yes if holds else no}"
    if holds is None:
        what = f"whether {function.name} {yes} depends on the configuration or cannot be read"
    return Answer(holds, what, (Evidence("handler", what, function.path, line or definition.line),))


def _calls(function: Function, definition: Definition, callee: str) -> Answer:
    line = next((line for name, line in definition.calls if name == callee), 0)
    holds = None if callee in definition.optional else bool(line)
    return _said(function, definition, holds, f"calls {callee}", f"does not call {callee}", line)


def _constant(function: Function, definition: Definition) -> Answer:
    task = definition.task
    if task.empty and task.constant:
        return _said(function, definition, True, "does nothing", "")
    value = _shown(task.returns)
    if task.constant is None and value:
        what = f"{function.name} only returns {value}, which may be no constant"
        return Answer(None, what, (Evidence("handler", what, function.path, definition.line),))
    yes = f"only returns {value}" if value else "only returns a constant"
    no = f"returns {value}, which is no constant" if value else "does more than return a constant"
    return _said(function, definition, task.constant, yes, no)


def _shown(returned: str) -> str:
    """Return what a function returns; in the view without literals they are only quotes."""
    return "a constant" if '"' in returned else returned


def _ignores(function: Function, definition: Definition, position: int) -> Answer:
    parameters = definition.parameters
    if parameters is None or len(parameters) < position:
        what = f"{function.name} has no argument {position} that can be read"
        return Answer(None, what, (Evidence("handler", what, function.path, definition.line),))
    parameter = parameters[position - 1]
    shown = parameter.name or f"argument {position}"
    holds = None if parameter.optional else not parameter.line
    return _said(function, definition, holds, f"never names {shown}", f"names {shown}", parameter.line)
