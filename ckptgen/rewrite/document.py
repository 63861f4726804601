"""A new member in the kernel's documents: Documentation/filesystems/vfs and, from ``locking``, what may be held.

The documents are bytes. Everything is inserted but the kernel's version; what a text has already is left alone.
"""

import re
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence

from ckptgen.csource.structs import StructDefinition, find_definition
from ckptgen.csource.text import SourceText
from ckptgen.errors import InternalError
from ckptgen.rewrite.declare import members_splice
from ckptgen.rewrite.locking import document_locking
from ckptgen.rewrite.model import RefusedError, Splice, apply_splices
from ckptgen.rewrite.prototypes import below, style_of
from ckptgen.rewrite.sections import Section, find_section
from ckptgen.sempatch.model import Guard, Member

__all__ = ["document_locking", "document_struct"]

_WIDTH = 75
"""The documents' own paragraphs, and the prose of the patch that did this by hand, stay within it."""
_VERSION = re.compile(rb"As\s+of\s+kernel\s+(\d[\w.-]*\w)")
_PLAIN_ITEM = re.compile(rb"^(?P<margin>[ \t]+)(?P<name>\w+):[ \t]", re.MULTILINE)
_RST_ITEM = re.compile(rb"^``(?P<name>\w+)``[ \t\r]*\n(?:(?P<margin>[ \t]+)\S)?", re.MULTILINE)
_HANGING = re.compile(rb"^(?:[ \t]*\S[^\n]*\n)([ \t]+)\S", re.MULTILINE)
_OUTSIDE = re.compile(rb"^[^\s]", re.MULTILINE)


def document_struct(
    path: str, data: bytes, struct: str, members: Sequence[Member], *, guard: Guard, option: str, version: str
) -> tuple[Splice, ...]:
    """Return the splices that document the members where the document describes the struct, by their offsets.

    A member is left alone if the struct's text has it. ``version`` is the kernel's (``2.6.36``). Returns () for a
    document without the struct; raises RefusedError where it has a section whose form is not understood, InternalError
    if a second run would find more to do.
    """
    under = option if guard is Guard.IFDEF else ""
    splices = _splices(path, data, struct, members, under, version)
    if splices and _splices(path, apply_splices(data, splices), struct, members, under, version):
        raise InternalError(f"the edit of {path} could not be proven: a second run would change it again")
    return tuple(splices)


def _splices(path: str, data: bytes, struct: str, members: Sequence[Member], option: str, version: str) -> list[Splice]:
    found = _struct_text(path, data, struct)
    if found is None:
        return []
    section, text, definition, start = found
    known = {member.name for member in definition.members}
    new = [member for member in members if member.field not in known]
    if not new:
        return []
    named = style_of(text.code[definition.open : definition.close]).named
    splice = members_splice(text, definition, new, option=option, named=named, plain=False)
    return [
        *_version(data, section.start, start, version),
        Splice(start + splice.offset, 0, splice.text),
        *_prose(path, data, Section(start + len(text.data), section.end, section.line), new),
    ]


def _struct_text(path: str, data: bytes, struct: str) -> tuple[Section, SourceText, StructDefinition, int] | None:
    """Return the struct's section, its own lines there, what they define, and their offset; None without the struct."""
    section = find_section(data, struct)
    start, end, line = (section.start, section.end, section.line) if section else (0, len(data), 0)
    opening = re.compile(rb"^([ \t]*)struct[ \t]+" + struct.encode() + rb"[ \t]*\{", re.MULTILINE)
    match = opening.search(data, start, end)
    if section is None and match is None:
        return None
    if match is None:
        raise RefusedError(f"{path}:{line}: the section of struct {struct} has no text of it")
    line = data.count(b"\n", 0, match.start()) + 1
    if section is None:
        raise RefusedError(f"{path}:{line}: struct {struct} stands in no section of its own")
    close = re.compile(rb"^" + match[1] + rb"\}[^\n]*", re.MULTILINE).search(data, match.end(), end)
    # Only these lines are C: an apostrophe in the prose before them opens no literal.
    text = SourceText(path, data[match.start() : close.end() if close else end])
    definition = find_definition(text, struct)
    if close is None or definition is None:
        raise RefusedError(f"{path}:{line}: the text of struct {struct} has no end")
    return section, text, definition, match.start()


def _version(data: bytes, start: int, end: int, version: str) -> Iterator[Splice]:
    """Yield the splice that brings the last "As of kernel" of the span up to date."""
    for match in list(_VERSION.finditer(data, start, end))[-1:]:
        if match[1] != version.encode():
            yield Splice(match.start(1), len(match[1]), version.encode())


def _prose(path: str, data: bytes, rest: Section, members: Sequence[Member]) -> Iterator[Splice]:
    """Yield the splice that describes the members behind the last item of the list in the rest of a section."""
    told = data[rest.start : rest.end]
    rst = list(_RST_ITEM.finditer(told))
    plain = [] if rst else list(_PLAIN_ITEM.finditer(told))
    items = rst or [item for item in plain if item["margin"] == plain[0]["margin"]]
    names = {item["name"] for item in items}
    new = [member for member in members if member.doc and member.field.encode() not in names]
    if not new:
        return
    if not items:
        raise RefusedError(f"{path}:{rest.line}: the section has no list of members to describe a new one in")
    last = items[-1]
    # An item goes on as long as its lines are blank or indented.
    stop = _OUTSIDE.search(told, told.find(b"\n", last.start()) + 1)
    end = len(told[: stop.start() if stop else len(told)].rstrip())
    margin = last["margin"] or b"\t"
    hangs = Counter(hang for hang in _HANGING.findall(told[items[0].start() : end]) if rst or hang != margin)
    hanging = hangs.most_common(1)[0][0] if hangs else b"\t"
    lines = [line for member in new for line in (b"", *_item(member, margin, hanging, rst=bool(rst)))]
    yield below(data, rest.start + end - 1, lines)


def _item(member: Member, margin: bytes, hanging: bytes, *, rst: bool) -> list[bytes]:
    """Return the lines that describe a member, wrapped."""
    head = "" if rst else margin.decode().expandtabs() + f"{member.field}: "
    indent = " " * len(hanging.decode().expandtabs())
    wrapped = textwrap.wrap(
        member.doc,
        _WIDTH,
        initial_indent=head or indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    body = [hanging + line.strip().encode() for line in wrapped]
    if rst:
        return [f"``{member.field}``".encode(), *body]
    return [margin + wrapped[0].strip().encode(), *body[1:]]
