"""Whether the position of a file can be set: from the table's llseek and open entries, and the tree's own VFS.

What an absent llseek means is read from the code that runs then, not from a version number. There are three
generations: ``vfs_llseek`` falls back on ``default_llseek`` (to 2.6.36); it falls back on ``no_llseek`` (4.x, 5.x);
``do_dentry_open`` clears FMODE_LSEEK where the entry is absent, and ``vfs_llseek`` calls it unconditionally (6.x).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ckptgen.csource.braces import matching_brace
from ckptgen.csource.functions import Function, find_function
from ckptgen.csource.model import EntryStyle, Table
from ckptgen.csource.text import SourceText
from ckptgen.plan.answers import Answer, both
from ckptgen.plan.model import Evidence
from ckptgen.tree.model import NoContentError, Tree

NOT_SEEKABLE_OPENS = ("nonseekable_open", "stream_open")
_SEEK_PATH, _OPEN_PATH = "fs/read_write.c", "fs/open.c"
_CLEARED = re.compile(rb"!\s*\w+->f_op->llseek\s*\)[^;]*?&=\s*~\s*\(?\s*FMODE_LSEEK")


@dataclass(frozen=True, slots=True)
class AbsentLlseek:
    """What this tree's VFS does with a file whose table has no llseek entry."""

    answer: Answer


def read_absent_llseek(tree: Tree) -> AbsentLlseek:
    """Find out what an absent llseek means in ``tree``; unclear where the code has a shape that is not known."""
    text = _source(tree, _SEEK_PATH)
    if text is None:
        return AbsentLlseek(
            Answer(None, f"it has no llseek, and this tree has no {_SEEK_PATH} that would say what follows")
        )
    for word, seeks in ((b"default_llseek", True), (b"no_llseek", False)):
        line = _mentioned(text, "vfs_llseek", word)
        if line:
            detail = f"vfs_llseek uses {word.decode()} for a table without llseek"
            why = "it has no llseek, and then default_llseek seeks" if seeks else "it has no llseek, so it cannot seek"
            return AbsentLlseek(Answer(seeks, why, (Evidence("vfs", detail, _SEEK_PATH, line),)))
    return AbsentLlseek(_cleared_when_opened(tree))


def _cleared_when_opened(tree: Tree) -> Answer:
    text = _source(tree, _OPEN_PATH)
    span = _body(text, "do_dentry_open") if text else None
    match = _CLEARED.search(text.flat, *span) if text and span else None
    if text is None or match is None:
        return Answer(None, "it has no llseek, and what this tree's VFS does then has no known shape")
    detail = "do_dentry_open clears FMODE_LSEEK for a table without llseek"
    evidence = Evidence("vfs", detail, _OPEN_PATH, text.line(match.start()))
    return Answer(False, "it has no llseek, so it cannot seek", (evidence,))


def _source(tree: Tree, path: str) -> SourceText | None:
    try:
        return SourceText(path, tree.read(path))
    except NoContentError:
        return None


def _body(text: SourceText, function: str) -> tuple[int, int] | None:
    definition = find_function(text, function)
    if definition is None:
        return None
    opening = text.flat.find(b"{", text.offset_of_line(definition.line))
    return opening, matching_brace(text.flat, opening)


def _mentioned(text: SourceText, function: str, word: bytes) -> int:
    """Return the one-based line of the function's body that mentions ``word``, or 0."""
    span = _body(text, function)
    if span is None:
        return 0
    return next((text.line(at) for at in text.words(word, text.flat) if span[0] < at < span[1]), 0)


def is_seekable(table: Table, opens: Iterable[Function], absent: AbsentLlseek) -> Answer:
    """Tell whether files served by ``table`` can seek. ``opens`` are the definitions of its open handlers, as far as
    found.
    """
    # What a macro or an entry without its field gives is not known: it may be anything.
    fields = {entry.field for entry in table.entries}
    if not fields - {"owner", "open"}:
        what = "it has nothing but .open" if fields else "it is empty"
        return Answer(False, what, (Evidence("entries", what, table.path, table.line),))
    answer = _from_llseek(table, absent)
    for entry in table.entries:
        if entry.field == "open" and entry.value in NOT_SEEKABLE_OPENS:
            evidence = Evidence("open", f".open is {entry.value}", table.path, entry.line)
            answer = both(Answer(False, f"its open handler is {entry.value}", (evidence,)), answer)
    for function in opens:
        for callee, line in function.calls:
            if callee in NOT_SEEKABLE_OPENS:
                evidence = Evidence("open", f"{function.name} calls {callee}", function.path, line)
                answer = both(Answer(False, f"its open handler calls {callee}", (evidence,)), answer)
    return answer


def _from_llseek(table: Table, absent: AbsentLlseek) -> Answer:
    answers = []
    for entry in table.entries:
        if entry.field != "llseek":
            continue
        evidence = (Evidence("llseek", f".llseek is {entry.value}", table.path, entry.line),)
        if entry.value == "NULL":
            answers.append(Answer(absent.answer.holds, absent.answer.why, evidence + absent.answer.evidence))
        elif entry.value == "no_llseek":
            answers.append(Answer(False, "its llseek is no_llseek", evidence))
        elif entry.value == "noop_llseek":
            answers.append(Answer(None, "its llseek is noop_llseek, which accepts a position and ignores it", evidence))
        else:
            answers.append(Answer(True, f"its llseek is {entry.value}", evidence))
    if not answers and any(entry.style is EntryStyle.MACRO for entry in table.entries):
        return Answer(None, "it has no llseek that can be seen, and a macro that may hold one")
    if not answers:
        nothing = Evidence("llseek", "no .llseek entry", table.path, table.line)
        return Answer(absent.answer.holds, absent.answer.why, (nothing, *absent.answer.evidence))
    entries = [entry for entry in table.entries if entry.field == "llseek"]
    branches = {entry.arms[0] for entry in entries if entry.arms}
    if len(branches) == 1 and len(entries) == len(answers) and all(e.arms for e in entries) and not absent.answer.holds:
        answers.append(Answer(None, "its llseek stands under a conditional, and without it the VFS does not seek"))
    answer = answers[0]
    for other in answers[1:]:
        answer = both(answer, other)
    return answer
