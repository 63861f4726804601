"""Whether the position of a file can be set: from the table's llseek and open entries, and the tree's own VFS.

What an absent llseek means is read from the code that runs then, not from a version number. There are three
generations: ``vfs_llseek`` falls back on ``default_llseek`` (to 2.6.36); it falls back on ``no_llseek`` (4.x, 5.x);
``do_dentry_open`` clears FMODE_LSEEK where the entry is absent, and ``vfs_llseek`` calls it unconditionally (6.x).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

from ckptgen.csource.braces import matching_brace
from ckptgen.csource.functions import Function, find_function
from ckptgen.csource.text import SourceText
from ckptgen.csource.values import NULL, normal_value, same_value
from ckptgen.plan.answers import Answer, both
from ckptgen.plan.entrywise import Claim, Contents, macros_behind, matched
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


def is_seekable(contents: Contents, opens: Iterable[Function], absent: AbsentLlseek) -> Answer:
    """Tell whether files served by a table can seek. ``opens`` are the definitions of its open handlers, as far as
    found.
    """
    table = contents.table
    if not contents.hidden and not contents.by_field.keys() - {"owner", "open"}:
        what = "it has nothing but .open" if contents.by_field else "it is empty"
        return Answer(False, what, (Evidence("entries", what, table.path, table.line),))
    answer = _from_llseek(contents, absent)
    for claim in contents.claims("open"):
        name = normal_value(claim.value)
        if name in NOT_SEEKABLE_OPENS:
            evidence = Evidence("open", f".open is {name}", table.path, claim.entry.line)
            answer = both(Answer(False, f"its open handler is {name}", (evidence,)), answer)
    for function in opens:
        for callee, line in function.calls:
            if callee in NOT_SEEKABLE_OPENS:
                evidence = Evidence("open", f"{function.name} calls {callee}", function.path, line)
                answer = both(Answer(False, f"its open handler calls {callee}", (evidence,)), answer)
    return answer


def _from_llseek(contents: Contents, absent: AbsentLlseek) -> Answer:
    table, claims = contents.table, contents.claims("llseek")
    if not claims:
        seen = contents.absent("llseek")
        if seen.holds is None:
            return replace(seen, why=seen.why.replace(".llseek", "llseek"))
        nothing = Evidence("llseek", "no .llseek entry", table.path, table.line)
        return Answer(absent.answer.holds, absent.answer.why, (nothing, *absent.answer.evidence))
    answers = [_of_value(claim, contents, absent) for claim in claims]
    branches = {claim.arms[0] for claim in claims if claim.arms}
    if len(branches) == 1 and all(claim.arms for claim in claims) and not absent.answer.holds:
        answers.append(Answer(None, "its llseek stands under a conditional, and without it the VFS does not seek"))
    answer = answers[0]
    for other in answers[1:]:
        answer = both(answer, other)
    return answer


def _of_value(claim: Claim, contents: Contents, absent: AbsentLlseek) -> Answer:
    """Return the answer for one value of llseek."""
    value = claim.value
    here = Evidence("llseek", f".llseek is {value}", contents.table.path, claim.entry.line)
    evidence = (here, *macros_behind(value, contents))
    is_one = [matched(value, contents, partial(same_value, wanted=name)) for name in (NULL, "no_llseek", "noop_llseek")]
    if is_one[0]:
        return Answer(absent.answer.holds, absent.answer.why, evidence + absent.answer.evidence)
    if is_one[1]:
        return Answer(False, "its llseek is no_llseek", evidence)
    if is_one[2]:
        return Answer(None, "its llseek is noop_llseek, which accepts a position and ignores it", evidence)
    if None in is_one:
        return Answer(None, f"its llseek is {value}, which may be no function that seeks", evidence)
    return Answer(True, f"its llseek is {value}", evidence)
