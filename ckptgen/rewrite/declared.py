"""What a header says about members and handlers already, and under which conditions."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ckptgen.csource.model import Arm
from ckptgen.csource.structs import StructDefinition, find_definition
from ckptgen.csource.text import SourceText
from ckptgen.rewrite.model import RefusedError
from ckptgen.sempatch.model import Handler, Member

_DECLARED_NAME = re.compile(rb"[\w*]\s*\Z")
_BEHIND_NAME = re.compile(rb"\s*[(;,=\[]")
_NULL = re.compile(rb"[ \t]*\(?[ \t]*NULL[ \t]*\)?[ \t\r]*\Z")
_DEFINED = re.compile(rb"[ \t]*(\w+)")


@dataclass(frozen=True, slots=True)
class Spot:
    """A one-based line, and the conditionals around it, outermost first: ``ifdef CONFIG_X``, ``else of ifdef
    CONFIG_X``.

    Conditionals in which the struct itself stands, such as the header's guard, are not among them.
    """

    line: int
    conditions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """Where the struct declares a member; None where it does not."""

    field: str
    declared: Spot | None


@dataclass(frozen=True, slots=True)
class HandlerFacts:
    """Where the header declares a handler (a function, or a macro other than the stub), and where it defines it as
    NULL.
    """

    name: str
    declared: Spot | None
    stub: Spot | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What the header has of what was asked for, in the same order."""

    members: tuple[MemberFacts, ...]
    handlers: tuple[HandlerFacts, ...]


def standing(text: SourceText, struct: str, members: Sequence[Member], handlers: Sequence[Handler]) -> Facts:
    """Return what the header has already; raises RefusedError where it does not define the struct."""
    definition = defined(text, struct)
    lines = {member.name: member.line for member in definition.members}
    return Facts(
        tuple(
            MemberFacts(
                member.field,
                _spot(text, definition, text.offset_of_line(lines[member.field])) if member.field in lines else None,
            )
            for member in members
        ),
        tuple(_handler_facts(text, definition, handler.name) for handler in handlers),
    )


def defined(text: SourceText, struct: str) -> StructDefinition:
    """Return the struct's definition; raises RefusedError where the text has none."""
    definition = find_definition(text, struct)
    if definition is None:
        raise RefusedError(f"{text.path} does not define struct {struct}")
    return definition


def declarations(text: SourceText, name: str) -> Iterator[int]:
    """Yield the offset of ``name`` in each declaration of it outside every brace."""
    for offset in text.words(name.encode(), text.flat):
        before = _DECLARED_NAME.search(text.flat, max(0, offset - 80), offset)
        behind = _BEHIND_NAME.match(text.flat, offset + len(name))
        if before and behind and text.enclosing_brace(text.flat, offset) < 0:
            yield offset


def macros(text: SourceText, name: str) -> Iterator[tuple[int, bool]]:
    """Yield the offset of each ``#define`` of ``name``, and whether it stands for NULL."""
    for directive in text.directives:
        match = _DEFINED.match(text.code, directive.body, directive.end) if directive.keyword == "define" else None
        if match and match[1] == name.encode():
            yield directive.start, _NULL.match(text.code[match.end() : directive.end]) is not None


def common_arms(left: Sequence[Arm], right: Sequence[Arm]) -> tuple[Arm, ...]:
    """Return the conditional branches that two places share, outermost first."""
    count = 0
    while count < min(len(left), len(right)) and left[count] == right[count]:
        count += 1
    return tuple(left[:count])


def _handler_facts(text: SourceText, definition: StructDefinition, name: str) -> HandlerFacts:
    defines = list(macros(text, name))
    declared = [*declarations(text, name), *(offset for offset, null in defines if not null)]
    stubs = [offset for offset, null in defines if null]
    return HandlerFacts(
        name,
        _spot(text, definition, min(declared)) if declared else None,
        _spot(text, definition, stubs[0]) if stubs else None,
    )


def _spot(text: SourceText, definition: StructDefinition, offset: int) -> Spot:
    arms = text.arms(offset)
    shared = len(common_arms(arms, text.arms(definition.open)))
    return Spot(text.line(offset), tuple(_condition(text, arm) for arm in arms[shared:]))


def _condition(text: SourceText, arm: Arm) -> str:
    """Return a conditional branch as its preprocessor line has it, without the ``#``."""
    depth, branch = 0, 0
    for directive in text.directives_between(arm.start, len(text.data)):
        if not directive.conditional:
            continue
        said = " ".join([directive.keyword, text.folded(directive.body, directive.end)]).strip()
        if directive.start == arm.start:
            opening = said
        elif depth == 1 and directive.keyword.startswith("el"):
            branch += 1
        if depth <= 1 and branch == arm.branch:
            return f"else of {opening}" if directive.keyword == "else" else said
        depth += {"if": 1, "ifdef": 1, "ifndef": 1, "endif": -1}.get(directive.keyword, 0)
    return ""
