"""Evaluate the lists of filesystems, the decisions about single tables, and the user's own owners and lumps."""

from collections.abc import Callable

import libcst as cst

from ckptgen.sempatch.model import (
    Action,
    Copy,
    Decision,
    Directories,
    Everywhere,
    Filesystem,
    ListEntry,
    Lump,
    Standing,
    Subject,
    Uses,
)
from ckptgen.sempatch.syntax import Syntax, Text
from ckptgen.sempatch.values import Signature, call, word
from ckptgen.sempatch.words import path_problem, reason_problem, subject_problem, target_problem

Display = cst.List | cst.Dict
"""What a list of the semantic patch is written as."""

_SUBJECTS: dict[str, Callable[[str], Subject]] = {
    "fs": Filesystem,
    "uses": Uses,
    "directories": Directories,
}
_SUBJECT_CALLS = {name: Signature(f'{name}("NAME", because="REASON")', ("name",), ("because",)) for name in _SUBJECTS}
_STANDINGS = frozenset(Standing)
_EVERYWHERE = "everywhere"
"""Stands for every owner that no list names otherwise."""
_ACTIONS = {"include": Action.INCLUDE, "exclude": Action.EXCLUDE, "opt_out": Action.OPT_OUT}
_ACTION_CALLS = {name: Signature(f'{name}("REASON")', ("because",)) for name in _ACTIONS}


def read_lists(syntax: Syntax) -> tuple[ListEntry, ...]:
    """Return every line of every list, in the file's order; a subject stands on one list, and there once."""
    entries: list[ListEntry] = []
    seen: dict[Subject, tuple[cst.BaseExpression, str]] = {}
    for name, value in syntax.values.items():
        if name not in _STANDINGS:
            continue
        for node, entry in _read_list(syntax, Standing(name), value):
            if entry.subject in seen:
                first, other = seen[entry.subject]
                where = f"`{name}` twice" if name == other else f"`{other}` and on `{name}`"
                raise syntax.error(
                    node, f"`{entry.subject.name or _EVERYWHERE}` stands on {where}", (first, "it stands here too")
                )
            seen[entry.subject] = (node, name)
            entries.append(entry)
    return tuple(entries)


def read_decisions(syntax: Syntax) -> tuple[Decision, ...]:
    """Return the decisions in the file's order; a table has one."""
    decisions: list[Decision] = []
    for key, node, value in _dict_items(syntax, "decisions", "the table", target_problem):
        path, _, table = key.rpartition(":")
        action, arguments = call(syntax, value, _ACTION_CALLS, "what is decided is")
        because = word(syntax, arguments["because"], "the reason", reason_problem)
        decisions.append(Decision(path, table, _ACTIONS[action], because, syntax.line(node)))
    return tuple(decisions)


_COPY = {"copy": Signature('copy("PATH:TABLE", to="FILESYSTEM", because="REASON")', ("table", "to", "because"))}


def read_copies(syntax: Syntax) -> tuple[Copy, ...]:
    """Return the private copies in the file's order; a filesystem gets one of each table."""
    value = syntax.values.get("copies")
    if value is None:
        return ()
    if not isinstance(value, cst.List):
        raise syntax.error(value, f"`copies` is a list: `[{_COPY['copy'].usage}, ...]`")
    seen: dict[tuple[str, str, str], cst.BaseExpression] = {}
    copies: list[Copy] = []
    for element in value.elements:
        node = element.value
        _, arguments = call(syntax, node, _COPY, "an item is")
        path, _, table = word(syntax, arguments["table"], "the table", target_problem).rpartition(":")
        filesystem = word(syntax, arguments["to"], "the filesystem", path_problem)
        because = word(syntax, arguments["because"], "the reason", reason_problem)
        key = (path, table, filesystem)
        if key in seen:
            raise syntax.error(node, f"`{filesystem}` gets two copies of {table}", (seen[key], "this is the first"))
        seen[key] = node
        copies.append(Copy(path, table, filesystem, because, syntax.line(node)))
    return tuple(copies)


def read_owners(syntax: Syntax) -> tuple[tuple[str, str], ...]:
    """Return the path prefixes with the filesystem that owns them, in the file's order."""
    return tuple(
        (key, word(syntax, value, "the filesystem", path_problem))
        for key, _, value in _dict_items(syntax, "owners", "the path", path_problem)
    )


def read_lumps(syntax: Syntax) -> tuple[Lump, ...]:
    """Return the groups that have one patch, in the file's order; a group stands in one lump."""
    seen: dict[str, cst.BaseExpression] = {}
    lumps: list[Lump] = []
    for subject, key, value in _dict_items(syntax, "lumps", "the subject", subject_problem):
        if not isinstance(value, cst.List) or not value.elements:
            raise syntax.error(value, 'a lump is `"SUBJECT": ["GROUP", ...]`')
        groups: list[str] = []
        for element in value.elements:
            group = word(syntax, element.value, "the group", reason_problem)
            if group in seen:
                raise syntax.error(element.value, f"`{group}` stands in a lump already", (seen[group], "here"))
            seen[group] = element.value
            groups.append(group)
        lumps.append(Lump(subject, tuple(groups), syntax.line(key)))
    return tuple(lumps)


def _read_list(
    syntax: Syntax, standing: Standing, value: cst.BaseExpression
) -> list[tuple[cst.BaseExpression, ListEntry]]:
    read: list[tuple[cst.BaseExpression, ListEntry]] = []
    if isinstance(value, cst.List):
        for element in value.elements:
            subject, because = _subject(syntax, element.value)
            entry = ListEntry(subject, standing, because, syntax.line(element.value))
            read.append((element.value, entry))
    elif isinstance(value, cst.Dict):
        for item in _elements(syntax, value):
            subject, because = _subject(syntax, item.key)
            if because:
                raise syntax.error(item.key, "the reason stands behind the colon")
            because = word(syntax, item.value, "the reason", reason_problem)
            read.append((item.key, ListEntry(subject, standing, because, syntax.line(item.key))))
    elif isinstance(value, cst.Name) and value.value == _EVERYWHERE:
        read.append((value, ListEntry(Everywhere(), standing, "", syntax.line(value))))
    else:
        raise syntax.error(value, f'`{standing}` is `["NAME", ...]`, `{{"NAME": "REASON", ...}}` or `{_EVERYWHERE}`')
    return read


def _subject(syntax: Syntax, node: cst.BaseExpression) -> tuple[Subject, str]:
    if isinstance(node, Text):
        return Filesystem(word(syntax, node, "the filesystem", path_problem)), ""
    name, arguments = call(syntax, node, _SUBJECT_CALLS, 'an item is "NAME" or')
    subject = _SUBJECTS[name](word(syntax, arguments["name"], "the name", path_problem))
    reason = arguments.get("because")
    return subject, word(syntax, reason, "the reason", reason_problem) if reason else ""


def _dict_items(
    syntax: Syntax, name: str, what: str, problem: Callable[[str], str]
) -> list[tuple[str, cst.BaseExpression, cst.BaseExpression]]:
    """Return key, node of the key and node of the value for each item of the dict called ``name``."""
    value = syntax.values.get(name)
    if value is None:
        return []
    if not isinstance(value, cst.Dict):
        raise syntax.error(value, f"`{name}` is a dict: `{{...: ..., }}`")
    seen: dict[str, cst.BaseExpression] = {}
    items: list[tuple[str, cst.BaseExpression, cst.BaseExpression]] = []
    for item in _elements(syntax, value):
        key = word(syntax, item.key, what, problem)
        if key in seen:
            raise syntax.error(item.key, f"`{key}` is given twice", (seen[key], "it is given here first"))
        seen[key] = item.key
        items.append((key, item.key, item.value))
    return items


def _elements(syntax: Syntax, value: cst.Dict) -> list[cst.DictElement]:
    found: list[cst.DictElement] = []
    for element in value.elements:
        if not isinstance(element, cst.DictElement):
            raise syntax.error(element, "nothing is unpacked here")
        found.append(element)
    return found
