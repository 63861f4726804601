"""What of a declaration the tree has already, and what of that the series cannot be joined with."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ckptgen.csource.text import SourceText
from ckptgen.rewrite.declared import Facts, Spot
from ckptgen.rewrite.model import Edit
from ckptgen.sempatch.model import Guard, SemanticPatch

_STUB = "use guard = stub throughout (--guard stub)"
_IFDEF = "use guard = ifdef throughout (--guard ifdef)"
_BASIC = ("char", "double", "float", "int", "long", "short", "signed", "unsigned", "void")


@dataclass(frozen=True, slots=True)
class Declaration:
    """The edits that declare what is missing, and why no series can be made, if so.

    ``declares`` names the members that the header gains. ``facts`` is None where there is nothing to declare.
    """

    edits: tuple[Edit, ...] = ()
    declares: tuple[str, ...] = ()
    facts: Facts | None = None
    header: str = ""
    problem: str = ""


def mixture(patch: SemanticPatch, declaration: Declaration, entries: Sequence[tuple[str, bool]]) -> str:
    """Return which line would not compile without the option because two guards meet; empty where none would.

    ``entries`` are the places of the tables' entries, those of this series too, with whether each is guarded.
    """
    facts = declaration.facts
    if facts is None or not patch.option:
        return ""
    return next(_mixtures(patch, facts, declaration.header, entries), "")


def _mixtures(patch: SemanticPatch, facts: Facts, header: str, entries: Sequence[tuple[str, bool]]) -> Iterator[str]:
    adds = any(guarded for _, guarded in entries) or any(member.declared is None for member in facts.members)
    for member in facts.members if adds and patch.guard is Guard.IFDEF else ():
        if member.declared is not None and not _asks(member.declared, patch.option):
            where = f"{header}:{member.declared.line}"
            yield f"{where} has the member {member.field} under no #ifdef, and guard = ifdef would mix with it; {_STUB}"
    bare = [place for place, guarded in entries if not guarded]
    if not bare:
        return
    what = f"{bare[0]} would not compile without {patch.option}"
    for member in facts.members:
        if member.declared is not None and _asks(member.declared, patch.option):
            where = f"{header}:{member.declared.line}"
            yield f"{what}: {where} has the member {member.field} under #ifdef only; {_IFDEF}"
    if patch.guard is Guard.IFDEF and any(member.declared is None for member in facts.members):
        yield f"{what}: guard = ifdef puts the member under #ifdef, and this entry stands under none"
    for handler in facts.handlers:
        if handler.declared is not None and handler.stub is None and _asks(handler.declared, patch.option):
            where = f"{header}:{handler.declared.line}"
            yield f"{what}: {where} declares {handler.name} under #ifdef, and nothing defines it as NULL otherwise"


def under_option(text: SourceText, offset: int, option: str) -> bool:
    """Tell whether the text at an offset is there with ``option`` only: in the first branch of an ``#if`` that asks for
    it.
    """
    directives = (text.directive_at(arm.start) for arm in text.arms(offset) if arm.branch == 0)
    conditions = (line for line in directives if line is not None and line.keyword in ("ifdef", "if"))
    asked = (text.code[line.body : line.end] for line in conditions)
    return any(
        b"!" not in each and b"||" not in each and option.encode() in re.findall(rb"\w+", each) for each in asked
    )


def _asks(spot: Spot, option: str) -> bool:
    return any(option in re.findall(r"\w+", condition) for condition in spot.conditions)


def other_types(header: SourceText, patch: SemanticPatch, facts: Facts) -> Iterator[str]:
    """Say of each member that the struct has whether it is of another type than the semantic patch declares."""
    for member, known in zip(patch.members, facts.members, strict=True):
        if known.declared is None:
            continue
        start = header.offset_of_line(known.declared.line)
        end = header.code.find(b";", start)
        there, here = header.folded(start, max(start, end)), member.pointer(named=True)
        if _types(there) != _types(here):
            place = f"{header.path}:{known.declared.line}"
            yield f"{place} declares {member.field} as `{there}`, and {patch.path}:{member.line} as `{here}`"


def _types(pointer: str) -> list[str]:
    """Return the types in the declaration of a pointer to a function: the result's, and each argument's."""
    head, _, arguments = pointer.rpartition("(")
    found = []
    for argument in arguments.rstrip(") ").split(","):
        words = re.findall(r"\w+|\*", argument)
        if len(words) > 1 and words[-1] not in ("*", *_BASIC) and words[-2] not in ("struct", "union", "enum"):
            words.pop()
        found.append(" ".join(words))
    return [*re.findall(r"\w+|\*", head), *found]
