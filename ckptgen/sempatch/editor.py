"""Add one line to a semantic patch and change nothing else in it.

libcst says where things are, in bytes; the text is never printed back from its tree. Each edit is proven
before it is returned: the new text says what the old one said, and exactly one thing more.
"""

from collections.abc import Sequence
from dataclasses import replace

import libcst as cst

from ckptgen.errors import CkptgenError, InternalError
from ckptgen.sempatch.evaluate import evaluate
from ckptgen.sempatch.insertion import Display, Item, insert_item, newline
from ckptgen.sempatch.model import Action, Copy, Decision, Filesystem, ListEntry, SemanticPatch, Standing
from ckptgen.sempatch.reader import parse_semantic_patch
from ckptgen.sempatch.source import SemanticPatchError, Source, read_source
from ckptgen.sempatch.syntax import Syntax, read_syntax
from ckptgen.sempatch.words import identifier_problem, path_problem, reason_problem

_NAME = "edited"


def add_decision(data: bytes, path: str, target_path: str, table: str, action: Action, because: str) -> bytes:
    """Return the semantic patch ``data`` with a decision about ``table`` in the kernel file ``target_path``.

    ``path`` is what errors call the file. ``data`` comes back unchanged where it says just that already.
    Raises SemanticPatchError where it says otherwise or is not a semantic patch, CkptgenError for arguments
    that no semantic patch can hold.
    """
    because = because.strip()
    _refuse_target(target_path, table)
    _refuse("the reason", because, reason_problem(because))
    syntax, old = _read(data, path)
    wanted = Decision(target_path, table, action, because, 0)
    for there in old.decisions:
        if (there.path, there.table) == (target_path, table):
            if replace(there, line=0) == wanted:
                return data
            raise _taken(syntax.source, there.line, f"`{target_path}:{table}` is decided already")
    word = action.name.lower()
    key = f"{target_path}:{table}"
    item = f"{literal(key)}: {word}({literal(because)})"
    new = _insert(syntax, "decisions", [f"{one.path}:{one.table}" for one in old.decisions], key, item)
    _prove(old, new, wanted)
    return new


def add_copy(data: bytes, path: str, target_path: str, table: str, filesystem: str, because: str) -> bytes:
    """Return the semantic patch ``data`` with a copy for ``filesystem`` of ``table`` in the file ``target_path``.

    For ``path``, what comes back and what is raised see ``add_decision``.
    """
    because = because.strip()
    _refuse_target(target_path, table)
    _refuse("the filesystem", filesystem, path_problem(filesystem))
    _refuse("the reason", because, reason_problem(because))
    syntax, old = _read(data, path)
    wanted = Copy(target_path, table, filesystem, because, 0)
    target = f"{target_path}:{table}"
    for there in old.copies:
        if (there.path, there.table, there.filesystem) == (target_path, table, filesystem):
            if replace(there, line=0) == wanted:
                return data
            raise _taken(syntax.source, there.line, f"`{filesystem}` gets a copy of `{target}` already")
    item = f"copy({literal(target)}, to={literal(filesystem)}, because={literal(because)})"
    keys = [f"{one.path}:{one.table} {one.filesystem}" for one in old.copies]
    new = _insert(syntax, "copies", keys, f"{target} {filesystem}", item)
    _prove(old, new, wanted)
    return new


def set_standing(data: bytes, path: str, fs_name: str, standing: Standing, because: str) -> bytes:
    """Return the semantic patch ``data`` with the filesystem ``fs_name`` on the list ``standing``.

    ``because`` may be empty, where the list is not one that gives each item a reason; an empty one agrees
    with any reason that is there. For ``path``, what comes back and what is raised see ``add_decision``.
    """
    because = because.strip()
    _refuse("the filesystem", fs_name, path_problem(fs_name))
    if because:
        _refuse("the reason", because, reason_problem(because))
    syntax, old = _read(data, path)
    wanted = ListEntry(Filesystem(fs_name), standing, because, 0)
    for there in old.lists:
        if there.subject == wanted.subject:
            if there.standing is standing and because in ("", there.because):
                return data
            raise _taken(syntax.source, there.line, f"`{fs_name}` stands on `{there.standing}` already")
    keys = [one.subject.name for one in old.lists if one.standing is standing]
    new = _insert(syntax, standing, keys, fs_name, _list_item(syntax, standing, fs_name, because))
    _prove(old, new, wanted)
    return new


def literal(text: str) -> str:
    """Return ``text`` as a string literal in double quotes, escaped only where it must be."""
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return "\\" + char
    return char if char.isprintable() else char.encode("unicode_escape").decode()


def _refuse(what: str, value: str, problem: str) -> None:
    if problem:
        shown = f" {value!r}" if value else ""
        raise CkptgenError(f"{what}{shown} {problem}")


def _refuse_target(path: str, table: str) -> None:
    _refuse("the path", path, path_problem(path))
    _refuse("the table", table, identifier_problem(table))


def _read(data: bytes, path: str) -> tuple[Syntax, SemanticPatch]:
    # Through the front door first: it is where an empty file gets its own error.
    old = parse_semantic_patch(data, path, _NAME)
    return read_syntax(read_source(data, path)), old


def _taken(source: Source, line: int, message: str) -> SemanticPatchError:
    return source.error(source.text_start(line), f"{message}; to say something else, take this line out first")


def _list_item(syntax: Syntax, standing: Standing, name: str, because: str) -> str:
    display = syntax.values.get(standing)
    if not isinstance(display, cst.Dict):
        return f"fs({literal(name)}, because={literal(because)})" if because else literal(name)
    if not because:
        raise syntax.error(
            display, f"`{standing}` gives each item its reason; say why `{name}` stands on it (--because)"
        )
    return f"{literal(name)}: {literal(because)}"


def _insert(syntax: Syntax, name: str, keys: list[str], key: str, item: str) -> bytes:
    source = syntax.source
    value = syntax.values.get(name)
    if isinstance(value, cst.List | cst.Dict):
        body = insert_item(source, _display(syntax, value, keys), key, item.encode())
    else:
        body = source.body + _assignment(source, name, item)
    return source.data[: len(source.data) - len(source.body)] + body


def _display(syntax: Syntax, value: cst.List | cst.Dict, keys: list[str]) -> Display:
    elements: Sequence[cst.BaseElement | cst.BaseDictElement] = value.elements
    items = []
    for key, element in zip(keys, elements, strict=True):
        after = syntax.end(element.comma) if isinstance(element.comma, cst.Comma) else None
        items.append(Item(key, syntax.start(element), syntax.end(element), after))
    return Display(syntax.start(value), syntax.end(value) - 1, tuple(items))


def _assignment(source: Source, name: str, item: str) -> bytes:
    """Return a new assignment of one item, to stand at the end of the file."""
    brackets = "{}" if name == "decisions" else "[]"
    lines = ["", f"{name} = {brackets[0]}", f"    {item},", brackets[1], ""]
    eol = newline(source)
    unfinished = b"" if source.body.endswith(b"\n") else eol
    return unfinished + eol.join(line.encode() for line in lines)


def _prove(old: SemanticPatch, data: bytes, wanted: Decision | ListEntry | Copy) -> None:
    """Raise InternalError unless ``data`` says what ``old`` says, and ``wanted``."""
    try:
        new = _bare(evaluate(read_syntax(read_source(data, old.path)), old.name))
    except SemanticPatchError as error:
        raise InternalError(f"the edited semantic patch would not be one: {error.what}") from error
    rest = replace(
        new,
        lists=tuple(entry for entry in new.lists if entry != wanted),
        decisions=tuple(decision for decision in new.decisions if decision != wanted),
        copies=tuple(copy for copy in new.copies if copy != wanted),
    )
    if _size(new) - _size(rest) != 1 or rest != _bare(old):
        raise InternalError(f"{old.path}: the edit would change more than it adds; nothing was written")


def _size(patch: SemanticPatch) -> int:
    """Return how many lines of ``patch`` an edit could have added."""
    return len(patch.lists) + len(patch.decisions) + len(patch.copies)


def _bare(patch: SemanticPatch) -> SemanticPatch:
    """Return ``patch`` without what any edit moves: the lines, and the hash."""
    return replace(
        patch,
        sha256="",
        changes=tuple(replace(one, line=0) for one in patch.changes),
        members=tuple(replace(one, line=0) for one in patch.members),
        handlers=tuple(replace(one, line=0) for one in patch.handlers),
        lists=tuple(replace(one, line=0) for one in patch.lists),
        decisions=tuple(replace(one, line=0) for one in patch.decisions),
        copies=tuple(replace(one, line=0) for one in patch.copies),
    )
