"""Declaring what a change needs in the header of its struct: members, the structs they take, handlers.

Everything is inserted, nothing is replaced; what the header has already is left alone.
"""

import re
from collections.abc import Iterator, Sequence

from ckptgen.csource.braces import matching_parenthesis, skip_space, skip_space_back
from ckptgen.csource.structs import StructDefinition, find_definition
from ckptgen.csource.text import SourceText, comments_and_literals
from ckptgen.errors import InternalError
from ckptgen.rewrite.declared import Facts, Spot, common_arms, declarations, defined, standing
from ckptgen.rewrite.model import RefusedError, Splice, apply_splices
from ckptgen.rewrite.prototypes import below, member_lines, newline_of, style_of, wrapped
from ckptgen.sempatch.model import Guard, Handler, Member

__all__ = ["Facts", "Spot", "declare", "members_splice", "standing"]

_FORWARD_RUN = re.compile(rb"(?:^struct[ \t]+\w+[ \t]*;[ \t\r]*\n){2,}", re.MULTILINE)
_TAG = re.compile(r"\bstruct (\w+)")
_STRUCT_BEFORE = re.compile(rb"(?<!\w)struct\s+\Z")
_EXTERN = re.compile(rb"(?<!\w)extern(?!\w)[^;{}]*\Z")
_LONGEST_TYPE = 200
"""How many bytes may stand between the start of a declaration and its name."""
_COMMENTS = re.compile(rb"(?:[ \t\f\v]|/\*.*?\*/)*", re.DOTALL)
_STOP = re.compile(rb"[;{}]")


def declare(
    text: SourceText,
    struct: str,
    members: Sequence[Member],
    handlers: Sequence[Handler],
    *,
    guard: Guard,
    option: str,
    named: bool,
) -> tuple[Splice, ...]:
    """Return the proven splices that declare what the header lacks, in the order of their offsets.

    ``members`` holds the member of each handler too. ``named`` tells whether a member's arguments are written with
    their names, and in the white space that checkpatch wants since it asks for names (FUNCTION_ARGUMENTS, SPACING).
    Raises RefusedError where the header shows no place for something, InternalError where the proof fails.
    """
    definition = defined(text, struct)
    facts = standing(text, struct, members, handlers)
    fields = {known.field for known in facts.members if known.declared is None}
    names = {known.name for known in facts.handlers if known.declared is None and known.stub is None}
    new_members = [member for member in members if member.field in fields]
    new_handlers = [handler for handler in handlers if handler.name in names]
    splices: list[Splice] = []
    if new_members:
        under = option if guard is Guard.IFDEF else ""
        splices.append(members_splice(text, definition, new_members, option=under, named=named, plain=named))
    by_field = {member.field: member for member in members}
    stub = option if guard is Guard.STUB else ""
    groups = list(_handler_groups(text, definition, new_handlers))
    for at, group in groups:
        splices.append(_handlers_splice(text, at, [(each, by_field[each.field]) for each in group], stub))
    used = [*new_members, *(by_field[handler.field] for handler in new_handlers)]
    forward = _forward(text, struct, definition, used, [at for at, _ in groups])
    splices = sorted([*forward, *splices], key=lambda splice: splice.offset)
    if splices:
        _prove(text, struct, splices, (new_members, new_handlers), guard, option)
    return tuple(splices)


# --- members --------------------------------------------------------------------------------------------------------


def members_splice(
    text: SourceText, definition: StructDefinition, members: Sequence[Member], *, option: str, named: bool, plain: bool
) -> Splice:
    """Return the splice that adds the members behind the last one, under ``#ifdef option`` unless that is empty.

    ``named`` and ``plain`` as in ``Member.pointer`` and ``style_of``. Raises RefusedError.
    """
    margin = text.data[text.line_start(definition.close) : definition.close]
    where = f"{text.path}:{text.line(definition.close)}"
    if margin.strip():
        raise RefusedError(f"{where}: the struct's closing brace shares its line with something else")
    if text.arms(definition.open) != text.arms(definition.close):
        raise RefusedError(f"{where}: a conditional block crosses the struct's closing brace")
    lines = member_lines(members, style_of(text.code[definition.open : definition.close], plain=plain), named=named)
    if option:
        lines = [margin + b"#ifdef " + option.encode(), *lines, margin + b"#endif"]
    return below(text.data, skip_space_back(text.data, definition.close) - 1, lines)


# --- handlers -------------------------------------------------------------------------------------------------------


def _handler_groups(
    text: SourceText, definition: StructDefinition, handlers: Sequence[Handler]
) -> Iterator[tuple[int, list[Handler]]]:
    """Yield the handlers that go to one place, with the offset of the last byte of the line before it."""
    groups: dict[int, list[Handler]] = {}
    for handler in handlers:
        start, end = _anchor(text, handler)
        outside = common_arms(text.arms(start), text.arms(definition.open))
        at = _paragraph_end(text, end)
        for directive in text.directives_between(start, len(text.data)) if text.arms(start) != outside else ():
            if directive.keyword == "endif" and text.arms(directive.end) == outside:
                at = _line_end(text, directive.body)
                break
        groups.setdefault(at, []).append(handler)
    yield from groups.items()


def _anchor(text: SourceText, handler: Handler) -> tuple[int, int]:
    """Return the offsets of the name and behind the ``;`` in the declaration beside which a handler goes."""
    for offset in declarations(text, handler.beside):
        opening = skip_space(text.flat, offset + len(handler.beside))
        closing = matching_parenthesis(text.flat, opening) if text.flat[opening : opening + 1] == b"(" else -1
        stop = _STOP.search(text.flat, closing) if closing >= 0 else None
        if stop and stop[0] == b";":
            return offset, stop.end()
    raise RefusedError(f"{text.path} does not declare {handler.beside}, beside which {handler.name} is to be declared")


def _paragraph_end(text: SourceText, offset: int) -> int:
    """Return the end of the last line of the paragraph of declarations that goes on at ``offset``."""
    while True:
        end = _line_end(text, offset)
        following = skip_space(text.flat, offset)
        directive = text.directive_at(end + 1)
        if following > end and directive and not directive.conditional:
            offset = directive.end
            continue
        between = text.data[end + 1 : text.line_start(following)].split(b"\n")[:-1] if following > end else []
        stop = _STOP.search(text.flat, following)
        if any(not line.strip() for line in between) or stop is None or stop[0] != b";":
            return end
        if any(text.directives_between(end, stop.start())):
            return end
        offset = stop.end()


def _line_end(text: SourceText, offset: int) -> int:
    """Return the end of the line of ``offset``, or of the line on which the comments that start there end."""
    match = _COMMENTS.match(text.data, offset)
    return text.line_end(match.end() if match else offset)


def _handlers_splice(text: SourceText, at: int, handlers: list[tuple[Handler, Member]], stub: str) -> Splice:
    """Return the splice that declares the handlers below the line that ends at ``at``, as a paragraph of its own.

    With ``stub``, each is NULL without that option.
    """
    lines = []
    for handler, member in handlers:
        start, _ = _anchor(text, handler)
        extern = b"extern " if _EXTERN.search(text.flat, max(0, start - _LONGEST_TYPE), start) else b""
        head, _, arguments = member.function(handler.name).partition("(")
        lines += wrapped(extern + head.encode() + b"(", arguments[:-1])
    if stub:
        defines = [f"#define {handler.name} NULL".encode() for handler, _ in handlers]
        lines = [b"#ifdef " + stub.encode(), *lines, b"#else", *defines, b"#endif"]
    last = text.line_end(at + 1)
    if text.data[at + 1 : last].strip():
        lines.append(b"")
    return below(text.data, at, [b"", *lines])


# --- forward declarations -------------------------------------------------------------------------------------------


def _forward(
    text: SourceText, struct: str, definition: StructDefinition, members: Sequence[Member], handlers_at: Sequence[int]
) -> list[Splice]:
    """Return the splice that declares the structs that the new declarations take and nothing before them mentions."""
    start = text.offset_of_line(definition.line)
    first = min([start, *(at + 1 for at in handlers_at)])
    types = " ".join(argument.type for member in members for argument in member.arguments)
    tags = [tag for tag in dict.fromkeys(_TAG.findall(types)) if tag != struct or first < start]
    arms = text.arms(definition.open)
    lines = [f"struct {tag};".encode() for tag in tags if not _mentioned(text, tag, first, len(arms))]
    if not lines:
        return []
    runs = [
        match
        for match in _FORWARD_RUN.finditer(text.code, 0, first)
        if len(text.arms(match.start())) <= len(arms) and text.enclosing_brace(text.flat, match.start()) < 0
    ]
    if runs:
        longest = max(runs, key=lambda match: match[0].count(b"\n"))
        return [below(text.data, longest.end() - 1, lines)]
    if first < start:
        return [below(text.data, first - 1, [b"", *lines])]
    newline = newline_of(text.data)
    return [Splice(_with_comment(text, start), 0, newline.join([*lines, b"", b""]))]


def _mentioned(text: SourceText, tag: str, before: int, depth: int) -> bool:
    """Tell whether ``struct tag`` stands before the offset in no more than ``depth`` conditionals."""
    return any(
        offset < before
        and len(text.arms(offset)) <= depth
        and _STRUCT_BEFORE.search(text.flat, max(0, offset - _LONGEST_TYPE), offset)
        for offset in text.words(tag.encode(), text.flat)
    )


def _with_comment(text: SourceText, start: int) -> int:
    """Return the offset of the line where the comment directly above the line at ``start`` begins."""
    low = skip_space_back(text.code, start)
    for comment in reversed(comments_and_literals(text.data[low:start])):
        begin = text.data.rfind(comment, low, start)
        line = text.line_start(begin)
        gap = text.data[begin + len(comment) : start]
        if gap.count(b"\n") > 1 or text.data[line:begin].strip():
            break
        start = line
    return start


# --- the proof ------------------------------------------------------------------------------------------------------


def _prove(
    text: SourceText,
    struct: str,
    splices: Sequence[Splice],
    new: tuple[Sequence[Member], Sequence[Handler]],
    guard: Guard,
    option: str,
) -> None:
    """Read the header again: the old members, the new ones at the end, each thing where it should be, and no more.

    A second run then finds all of it declared, and changes nothing.
    """
    after = SourceText(text.path, apply_splices(text.data, splices))
    new_members, new_handlers = new
    before, now = defined(text, struct), find_definition(after, struct)
    found = standing(after, struct, new_members, new_handlers) if now else Facts((), ())
    under = (f"ifdef {option}",) if option else ()
    inside, around = (under, ()) if guard is Guard.IFDEF else ((), under)
    stubbed = guard is Guard.STUB and option
    wanted = [*(member.name for member in before.members), *(member.field for member in new_members)]
    problem = ""
    if now is None or [member.name for member in now.members] != wanted:
        problem = "the struct's members are not the old ones plus the new ones"
    elif any(known.declared is None or known.declared.conditions != inside for known in found.members):
        problem = "a new member does not stand under its guard alone"
    elif any(known.declared is None or known.declared.conditions != around for known in found.handlers):
        problem = "a handler's declaration does not stand where it should"
    elif any((known.stub is not None) != bool(stubbed) for known in found.handlers):
        problem = "a handler's stub does not stand where it should"
    elif _without(after.code, splices) != text.code:
        problem = "the code around the new lines reads differently"
    if problem:
        raise InternalError(f"the edit of {text.path} could not be proven: {problem}")


def _without(code: bytes, splices: Sequence[Splice]) -> bytes:
    """Return the code after insertions without what was inserted; the splices are in the order of their offsets."""
    for splice in splices:
        code = code[: splice.offset] + code[splice.offset + len(splice.text) :]
    return code
