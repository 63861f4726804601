"""A private copy: a table of one file's own, made from a table that others share, with one more entry."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ckptgen.csource.braces import matching_brace
from ckptgen.csource.model import Form, Table
from ckptgen.csource.scan import tables_of
from ckptgen.csource.text import SourceText
from ckptgen.csource.uses import find_uses
from ckptgen.errors import InternalError
from ckptgen.rewrite.add import add_entry
from ckptgen.rewrite.includes import add_include
from ckptgen.rewrite.model import Edit, RefusedError, Splice, apply_splices
from ckptgen.rewrite.proof import window
from ckptgen.sempatch.model import Add

_IDENTIFIER = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True)
class Original:
    """The shared table, and the file that it stands in."""

    text: SourceText
    table: Table


@dataclass(frozen=True, slots=True)
class Target:
    """The file that gets the copy: ``uses`` are the zero-based byte offsets of the original's name that are to name
    the copy, in order; ``headers`` what the file must include, with brackets or quotes.
    """

    text: SourceText
    name: str
    uses: tuple[int, ...]
    headers: tuple[str, ...]


def private_name(original: str, filesystem: str) -> str:
    """Return what a filesystem's copy is called: that of ``simple_dir_operations`` is ``ramfs_dir_operations``."""
    stem = re.sub(r"\W", "_", filesystem.rsplit("/", 1)[-1])
    _, underscore, rest = original.partition("_")
    return f"{stem}_{rest if underscore and rest else original}"


def named_values(table: Table) -> tuple[str, ...]:
    """Return the identifiers in the values of a table's entries, in order, each once."""
    names = (name for entry in table.entries for name in _IDENTIFIER.findall(entry.value))
    return tuple(dict.fromkeys(names))


def make_private_copy(
    original: Original, target: Target, change: Add, position: Callable[[str], int | None], option: str
) -> Edit:
    """Return the edit of the target's file: the copy with the new entry, and the uses that name it.

    Where ``option`` is not empty, the copy stands under ``#ifdef option`` and its name means the original otherwise.
    Raises RefusedError where no copy can be made, InternalError where the proof fails.
    """
    text, uses = target.text, target.uses
    if original.table.form is not Form.PLAIN:
        raise RefusedError(f"{original.table.name} is no table of its own")
    at = _before_item(text, uses[0])
    arms = text.arms(at)
    if any(text.arms(use)[: len(arms)] != arms for use in uses):
        raise RefusedError("its uses stand in different branches of a conditional")
    block = _block(original, target, change, position, option)
    before = text.data[text.line_start(at - 1) : at] if at else b""
    if before.strip():
        # Nothing sets it apart from what stands above.
        block = (b"\r\n" if b"\r\n" in before else b"\n") + block
    splices = [Splice(use, len(original.table.name.encode()), target.name.encode()) for use in uses]
    splices += [splice for header in sorted(target.headers) for splice in add_include(text, header, at)]
    splices.append(Splice(at, 0, block))
    splices.sort(key=lambda splice: splice.offset)
    _prove(original, target, change, apply_splices(text.data, splices))
    return Edit(text.path, target.name, text.line(at), tuple(splices))


def _block(
    original: Original, target: Target, change: Add, position: Callable[[str], int | None], option: str
) -> bytes:
    """Return the copy's text, with an empty line behind it."""
    table = original.table
    source = original.text
    start = source.statement_start(table.start)
    const = b"const " if re.search(rb"(?<!\w)const(?!\w)", source.flat[start : table.open]) else b""
    body = source.data[table.open : table.close + 1].replace(b"\r\n", b"\n")
    head = b"static " + const + f"struct {table.struct} {target.name} = ".encode()
    bare = SourceText(target.text.path, head + body + b";\n")
    (copied,) = tables_of(bare, struct=table.struct)
    edit = add_entry(window(bare, copied), change, position)
    comment = f"/* Copied from {table.name} ({table.path}), .{change.field} added */\n".encode()
    text = comment + apply_splices(bare.data, edit.splices)
    if option:
        text = f"#ifdef {option}\n".encode() + text
        text += f"#else\n#define {target.name} {table.name}\n#endif\n".encode()
    text += b"\n"
    return text.replace(b"\n", b"\r\n") if b"\r\n" in target.text.data else text


def _before_item(text: SourceText, offset: int) -> int:
    """Return the offset of the line before which a declaration can stand that the item around ``offset`` needs: above
    the function and the comment right before it.
    """
    opening = text.enclosing_brace(text.flat, offset)
    if opening < 0:
        raise RefusedError(f"{text.path}:{text.line(offset)} is in no function")
    while (outer := text.enclosing_brace(text.flat, opening)) >= 0:
        opening = outer
    end = max(text.flat.rfind(mark, 0, opening) for mark in (b";", b"}")) + 1
    end = max([end, *(line.end for line in text.directives if line.end < opening)])
    item = re.compile(rb"\S").search(text.flat, end)
    start = text.line_start(item.start() if item else opening)
    if start < end:
        raise RefusedError(f"{text.path}:{text.line(start)} ends and begins something on one line")
    # What stands on the line of the item before is that one's.
    first = text.line_end(end) + 1 if end else 0
    while start > first and (text.data[text.line_start(start - 1) : start].strip() or _in_comment(text, end, start)):
        start = text.line_start(start - 1)
    return start


def _in_comment(text: SourceText, start: int, end: int) -> bool:
    """Tell whether a comment is open at ``end``, where there are only comments from ``start`` on."""
    return text.data.rfind(b"/*", start, end) > text.data.rfind(b"*/", start, end)


def _prove(original: Original, target: Target, change: Add, data: bytes) -> None:
    """Raise InternalError unless the edited file has the copy, with the original's entries and the new one, and names
    the original only where it falls back to it.
    """
    after = SourceText(target.text.path, data)
    made = [table for table in tables_of(after, struct=original.table.struct) if table.name == target.name]
    entries = [(entry.field, entry.value) for entry in made[0].entries] if len(made) == 1 else []
    expected = [(entry.field, entry.value) for entry in original.table.entries]
    new = (change.field, change.value)
    rest = [pair for pair in entries if pair != new]
    old_uses = len(list(find_uses(target.text, [original.table.name])))
    new_uses = len(list(find_uses(after, [target.name])))
    fallbacks = len(list(find_uses(after, [original.table.name]))) - (old_uses - len(target.uses))
    whole = matching_brace(after.flat, made[0].open) == made[0].close if made else False
    outside = bool(made) and after.enclosing_brace(after.flat, made[0].start) < 0
    placed = whole and outside and new_uses == len(target.uses) and fallbacks in (0, 1)
    if not (placed and new in entries and rest == expected):
        raise InternalError(
            f"the private copy {target.name} could not be proven: its file is not the old one plus the copy"
        )


def copy_drift(original: Table, copied: Table, field: str) -> str:
    """Return how a copy differs from its original apart from the entry for ``field``; empty where it does not."""
    old, new = (_pairs(table, field) for table in (original, copied))
    gone = [f".{name} = {value}" for name, value in old if (name, value) not in new]
    added = [f".{name} = {value}" for name, value in new if (name, value) not in old]
    told = [f"lacks {', '.join(gone)}"] * bool(gone) + [f"has {', '.join(added)}"] * bool(added)
    return " and ".join(told)


def _pairs(table: Table, field: str) -> Sequence[tuple[str, str]]:
    return [(entry.field, entry.value) for entry in table.entries if entry.field != field]
