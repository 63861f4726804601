"""Tables that are a member of an outer initializer: ``{ .name = "x", .fops = { ... } }`` and ``{ "x", { ... } }``."""

import re
from collections.abc import Iterable, Iterator

from ckptgen.csource.braces import matching_brace, skip_space, skip_space_back, top_level_commas
from ckptgen.csource.initializers import elements, outer_name, outer_tag
from ckptgen.csource.model import Form
from ckptgen.csource.structs import Holder
from ckptgen.csource.tables import FileTables, Site, Unread, add_table
from ckptgen.csource.text import SourceText

_VARIABLE = re.compile(rb"\s*(?:\*?\s*const\s+)?(\w+(?:\s*##\s*\w+)*)\s*(\[[^\]]*\]\s*)?(?:__\w+\s*)*=\s*(?=\{)")


def find_embedded(text: SourceText, struct: str, holders: Iterable[Holder], found: FileTables) -> None:
    """Add the tables that stand inside initializers of the ``holders``, whether these are defined here or in a
    header.
    """
    for holder in holders:
        if holder.member.encode() in text.code:
            for view, opening, macro in _designated(text, holder):
                if opening not in found.braces and outer_tag(text, view, opening) in ("", holder.tag):
                    name = f"{outer_name(text, view, opening, macro)}.{holder.member}"
                    site = Site(name, Form.EMBEDDED, True, view, opening, opening, bool(macro))
                    add_table(text, struct, found, site)
            _note_unreadable(text, holder, found)
        for name, item_start, item_end in _positional(text, holder):
            at = skip_space(text.flat, item_start)
            if text.flat[at : at + 1] == b"{" and at not in found.braces:
                add_table(text, struct, found, Site(name, Form.EMBEDDED, True, text.flat, at, at, False))
            elif text.flat[at : at + 1].isalpha():
                value = text.folded(at, min(item_end, text.line_end(at)))
                found.unread.append(Unread(text.path, text.line(at), f"{name} is initialized by the macro {value}"))


def _note_unreadable(text: SourceText, holder: Holder, found: FileTables) -> None:
    """File the members of the holder's initializers that are set by a macro, or entry by entry (``.fops.open = f``)."""
    pattern = re.compile(
        rb"\.\s*" + re.escape(holder.member.encode()) + rb"\s*(?:=\s*([A-Z_][A-Z0-9_]*\s*\()|\.\s*\w+\s*=)"
    )
    for match in pattern.finditer(text.flat):
        if outer_tag(text, text.flat, match.start()) == holder.tag != "":
            name = f"{outer_name(text, text.flat, match.start(), '')}.{holder.member}"
            how = "by a macro" if match[1] else "entry by entry"
            found.unread.append(Unread(text.path, text.line(match.start()), f"{name} is initialized {how}"))


def _designated(text: SourceText, holder: Holder) -> Iterator[tuple[bytes, int, str]]:
    """Yield the view, the brace's offset and the macro's name for each ``.member = {``."""
    pattern = re.compile(rb"\.\s*" + re.escape(holder.member.encode()) + rb"\s*=\s*(?:\\\s*)?(?=\{)")
    for match in pattern.finditer(text.code):
        directive = text.directive_at(match.start())
        if directive is None:
            yield text.flat, match.end(), ""
        elif directive.keyword == "define":
            name = re.match(rb"\s*(\w+)", text.code[directive.body : directive.end])
            yield text.macro_view(directive), match.end(), name[1].decode() if name else "macro"


def _positional(text: SourceText, holder: Holder) -> Iterator[tuple[str, int, int]]:
    """Yield the name and span of the item at the member's position in each initializer without designators."""
    for name, array, opening in _variables(text, holder):
        closing = matching_brace(text.flat, opening)
        if closing < 0:
            continue
        braces = elements(text, text.flat, opening, closing) if array else iter([("", opening)])
        for label, brace in braces:
            end = matching_brace(text.flat, brace) if brace >= 0 else -1
            if end < 0:
                continue
            commas, _ = top_level_commas(text.flat, brace + 1, end)
            bounds = [brace, *commas, end]
            if holder.index + 1 < len(bounds):
                start, stop = bounds[holder.index] + 1, bounds[holder.index + 1]
                if text.flat[brace + 1 : end].lstrip()[:1] != b"." and skip_space_back(text.flat, stop, start) > start:
                    yield f"{name}{f'[{label}]' if array else ''}.{holder.member}", start, stop


def _variables(text: SourceText, holder: Holder) -> Iterator[tuple[str, bool, int]]:
    """Yield name, whether it is an array, and the brace's offset of each initialized variable of the holder's type."""
    places = []
    if holder.path == text.path and (closing := matching_brace(text.flat, holder.opening)) >= 0:
        places.append(closing + 1)
    if holder.tag:
        mention = re.compile(rb"(?<!\w)struct\s+" + re.escape(holder.tag.encode()) + rb"(?!\w)")
        places.extend(match.end() for match in mention.finditer(text.flat))
    for place in places:
        if match := _VARIABLE.match(text.flat, place):
            yield text.folded(*match.span(1)).replace(" ", ""), match[2] is not None, match.end()
