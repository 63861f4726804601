"""Answers to a predicate: yes, no, or not to be known from the text; each with its reason and evidence."""

from collections.abc import Iterable
from dataclasses import dataclass

from ckptgen.plan.model import Evidence


@dataclass(frozen=True, slots=True)
class Answer:
    """``holds`` is None where a person must look; ``why`` reads as a clause: "its llseek is no_llseek"."""

    holds: bool | None
    why: str
    evidence: tuple[Evidence, ...] = ()


def both(left: Answer, right: Answer) -> Answer:
    """Return Kleene's and: a no beats what is unclear, which beats a yes."""
    parts = (left, right)
    for value in (False, None):
        deciding = [part for part in parts if part.holds is value]
        if deciding:
            return Answer(value, _joined(deciding), left.evidence + right.evidence)
    return Answer(True, _joined(parts), left.evidence + right.evidence)


def either(left: Answer, right: Answer) -> Answer:
    """Return Kleene's or: a yes beats what is unclear, which beats a no."""
    for value in (True, None):
        for part in (left, right):
            if part.holds is value:
                return Answer(value, part.why, left.evidence + right.evidence)
    return Answer(False, _joined((left, right)), left.evidence + right.evidence)


def _joined(answers: Iterable[Answer]) -> str:
    """Return the reasons, each once: two conditions about one entry are often unclear for the same one."""
    return "; ".join(dict.fromkeys(why for answer in answers for why in answer.why.split("; ")))


def negated(answer: Answer) -> Answer:
    """Return the opposite; what is unclear stays so."""
    return Answer(None if answer.holds is None else not answer.holds, answer.why, answer.evidence)
