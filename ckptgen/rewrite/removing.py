"""Taking entries away, with all that is there for them only: comments, commas, conditionals."""

from collections.abc import Iterable, Sequence

from ckptgen.csource.braces import skip_space_back
from ckptgen.csource.model import Entry, Table
from ckptgen.csource.text import SourceText
from ckptgen.rewrite.conditionals import Pruned, prune
from ckptgen.rewrite.expected import Draft, Expected, remarks, unchanged
from ckptgen.rewrite.lines import Span, behind, behind_comments, ends_line, own_lines, with_blanks
from ckptgen.rewrite.matching import whole_entries
from ckptgen.rewrite.model import RefusedError, Splice, apply_splices
from ckptgen.rewrite.remarking import belongs, comment_above
from ckptgen.sempatch.model import Remove

_BESIDE = "a comment stands beside it on a line that it shares"


def draft_removal(text: SourceText, table: Table, change: Remove) -> Draft:
    """Return the edit that takes the entries away; raises RefusedError, also where no other entry is left."""
    gone = whole_entries(table, change.field, change.was)
    if len(gone) == len(table.entries):
        raise RefusedError("no entry would be left: what becomes of the table is for a person to decide")
    pruned = prune(text, table, gone)
    lines, inside = list(pruned.lines), []
    for entry in gone:
        own = own_lines(text, table, entry)
        if own is not None:
            lines.append(own)
        elif not _within(entry.start, lines):
            inside.append(_shared(text, table, entry, gone))
    cuts = [with_blanks(text, table, _with_comment(text, table, span, gone)) for span in _merged(lines)]
    cuts = _merged([*cuts, *inside])
    splices = [Splice(start, end - start, b"") for start, end in cuts]
    splices += [splice for splice in pruned.splices if not _within(splice.offset, cuts)]
    return Draft(gone[0].line, tuple(splices), _expected(text, table, gone, cuts, pruned))


def _expected(text: SourceText, table: Table, gone: Sequence[Entry], cuts: list[Span], pruned: Pruned) -> Expected:
    kept = [unchanged(index, entry) for index, entry in enumerate(table.entries) if entry not in gone]
    said = []
    for offset, piece in remarks(text, table):
        if not _within(offset, cuts):
            end = offset + len(piece)
            turns = [Splice(s.offset - offset, s.length, s.text) for s in pruned.splices if offset <= s.offset < end]
            said.append(apply_splices(piece, turns))
    return Expected(tuple(kept), tuple(said), pruned.turned)


def _within(offset: int, spans: Iterable[Span]) -> bool:
    return any(start <= offset < end for start, end in spans)


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Return the spans in order, those that touch or overlap as one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


# --- whole lines ----------------------------------------------------------------------------------------------------


def _with_comment(text: SourceText, table: Table, lines: Span, gone: Sequence[Entry]) -> Span:
    """Return the lines with the comment above them that speaks of the entries in them alone."""
    start, end = lines
    here = [entry for entry in gone if start <= entry.start < end]
    above = comment_above(text, table, start, here)
    return (above, end) if above < start and belongs(text, table, text.data[above:start], here, end) else lines


# --- a line that it shares ------------------------------------------------------------------------------------------


def _shared(text: SourceText, table: Table, entry: Entry, gone: Sequence[Entry]) -> Span:
    """Return what to delete for an entry that shares its line with another one, or with a brace."""
    index = table.entries.index(entry)
    before = table.entries[index - 1] if index else None
    if any(other in gone for other in table.entries[max(0, index - 1) : index + 2] if other is not entry):
        raise RefusedError("it shares a line with another entry that goes")
    low = behind(before) if before else table.open + 1
    line = max(low, text.line_start(entry.start))
    rest = behind_comments(text, table, behind(entry))
    if text.data[line : entry.start].strip():
        raise RefusedError(_BESIDE)
    if index + 1 < len(table.entries) and rest == table.entries[index + 1].start:
        return entry.start, rest
    if text.data[behind(entry) : rest].strip():
        raise RefusedError(_BESIDE)
    if ends_line(text, rest):
        return skip_space_back(text.data, entry.start, low), behind(entry)
    if rest != table.close or before is None or before.arms != entry.arms:
        raise RefusedError("it shares its line with something else")
    # Behind it is the brace: the entry before it ends as it did, with a comma or without.
    start = before.comma if entry.comma < 0 <= before.comma else low
    if text.data[low : entry.start].strip():
        raise RefusedError(_BESIDE)
    return start, behind(entry)
