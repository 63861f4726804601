"""What two versions of a message have in common: subject, text, author and trailers."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from ckptgen.review.covers import split_cover
from ckptgen.review.model import Message
from ckptgen.series.trailers import Trailer, split_trailers

_AROUND = 1


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of a comparison: ``mark`` is ``-`` for the old version, ``+`` for the new, and a blank for both."""

    mark: str
    text: str


def blanked(text: str) -> str:
    """Return the text with one blank for each run of blanks and line ends: how it is wrapped does not count."""
    return " ".join(text.split())


def same_message(old: Message, new: Message) -> bool:
    """Tell whether subject, body and author are the same.

    Notes below the cut line, the date and the tag of the subject do not count, nor an author that one of them does not
    name, as a plain diff does not.
    """
    same_author = blanked(old.sender) == blanked(new.sender) or not (old.sender and new.sender)
    return same_author and blanked(old.subject) == blanked(new.subject) and blanked(old.body) == blanked(new.body)


def trailer_changes(old: Message, new: Message) -> tuple[tuple[Trailer, ...], tuple[Trailer, ...]]:
    """Return the trailers that only the old and those that only the new message has, in their order; the order itself
    does not count.
    """
    return _without(old.trailers, new.trailers), _without(new.trailers, old.trailers)


def _without(trailers: Sequence[Trailer], others: Sequence[Trailer]) -> tuple[Trailer, ...]:
    left = Counter(map(_key, others))
    found = []
    for trailer in trailers:
        if left[_key(trailer)]:
            left[_key(trailer)] -= 1
        else:
            found.append(trailer)
    return tuple(found)


def _key(trailer: Trailer) -> tuple[str, str]:
    return trailer.key.lower(), blanked(trailer.value)


def cover_text(cover: Message) -> Message:
    """Return a cover letter without what git writes under its text, which follows from the patches."""
    own = split_cover(cover.subject, cover.body)
    body, trailers = split_trailers("\n\n".join(part for part in (own.body, own.history) if part))
    return replace(cover, body=body, trailers=(*trailers, *cover.trailers))


def message_lines(old: Message, new: Message) -> tuple[TextLine, ...]:
    """Return the lines of author, subject and body that differ, with a line around each change."""
    some, others = _lines(old, old.sender != new.sender), _lines(new, old.sender != new.sender)
    matcher = SequenceMatcher(None, [blanked(line) for line in some], [blanked(line) for line in others], False)
    return tuple(_differing(matcher, some, others))


def _lines(message: Message, author: bool) -> list[str]:
    head = [f"From: {message.sender}"] * bool(author and message.sender)
    return [*head, message.subject, "", *message.body.split("\n")]


def _differing(matcher: SequenceMatcher[str], old: Sequence[str], new: Sequence[str]) -> Iterator[TextLine]:
    for number, group in enumerate(matcher.get_grouped_opcodes(_AROUND)):
        lines: list[TextLine] = []
        for kind, old_from, old_to, new_from, new_to in group:
            if kind == "equal":
                lines += [TextLine(" ", line) for line in new[new_from:new_to]]
            else:
                lines += [TextLine("-", line) for line in old[old_from:old_to]]
                lines += [TextLine("+", line) for line in new[new_from:new_to]]
        empty = TextLine(" ", "")
        yield from [TextLine(" ", "...")] * bool(number)
        yield from lines[lines[0] == empty : len(lines) - (lines[-1] == empty)]
