"""What a patch of the new version says: the generated text, with everything in it that a person has written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ckptgen.review.merging import merge_prose
from ckptgen.review.model import Message, Patch
from ckptgen.series.mails import read_mail
from ckptgen.series.trailers import Trailer


@dataclass(frozen=True, slots=True)
class Wording:
    """A message of the new version; ``kept`` names the parts that are a person's, ``clash`` tells that the generated
    text has changed in the lines that a person has changed, too, which then stay. ``cut`` is a line of a person's that
    git takes for the end of the message, empty for none: what follows it is in no message.
    """

    subject: str
    body: str
    trailers: tuple[Trailer, ...]
    kept: tuple[str, ...]
    clash: bool
    cut: str = ""


def cut_line(patch: Patch) -> str:
    """Return the line that ends a patch's message though its author cannot have meant it to, as ``--- before ---``."""
    lines = [line.decode("utf-8", "replace").rstrip() for line in read_mail(patch.content).rest.split(b"\n", 2)[:2]]
    return lines[0] if lines[0].startswith("--- ") and not lines[-1].startswith("+++ ") else ""


def merge_message(now: Message, was: Message | None, mine: Message) -> Wording:
    """Return the message for the new version from the generated one, what was generated before (None for a series of
    somebody else's), and what a person made of it.
    """
    if was is None:
        return Wording(mine.subject, mine.body, _merge_trailers(now.trailers, (), mine.trailers), (), False)
    kept, clash, body = [], False, now.body
    if _folded(mine.subject) != _folded(was.subject):
        kept.append("subject")
    if _folded(mine.body) != _folded(was.body):
        kept.append("message")
        body, clash = merge_words(now.body, was.body, mine.body)
    if not _same_trailers(was.trailers, mine.trailers):
        kept.append("trailers")
    subject = mine.subject if "subject" in kept else now.subject
    return Wording(subject, body, _merge_trailers(now.trailers, was.trailers, mine.trailers), tuple(kept), clash)


def merge_words(now: str, was: str, mine: str) -> tuple[str, bool]:
    """Return a person's text with what has changed in the generated one, and whether both changed the same lines.

    A text with no line of the generated one is all the person's: then there is nothing to merge.
    """
    lines = {line.strip() for line in was.split("\n") if line.strip()}
    if not lines.intersection(line.strip() for line in mine.split("\n")):
        return mine.strip(), False
    return merge_prose(now, was, mine)


def _merge_trailers(now: Sequence[Trailer], was: Sequence[Trailer], mine: Sequence[Trailer]) -> tuple[Trailer, ...]:
    """Return a person's trailers in their order, without those that are no longer generated; then the new ones."""
    stays = [each for each in mine if _has(now, each) or not _has(was, each)]
    comes = [each for each in now if not _has(was, each) and not _has(stays, each)]
    return (*stays, *comes)


def _has(trailers: Iterable[Trailer], wanted: Trailer) -> bool:
    return any(each.same_as(wanted) for each in trailers)


def _same_trailers(some: Sequence[Trailer], others: Sequence[Trailer]) -> bool:
    return [str(each) for each in some] == [str(each) for each in others]


def _folded(text: str) -> str:
    return " ".join(text.split())
