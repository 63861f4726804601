"""A second opinion: initializers counted on raw bytes, by one regular expression that shares no code with the scanner.

It knows nothing of comments, macros or conditionals, so it cannot miss a table for the scanner's reasons. The scanner's
result is held against it place by place (``reconcile``).
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RawCount:
    """One file's raw count.

    ``hits`` initializers were seen, ``in_comments`` of them inside a comment or a literal; ``missed`` are the one-based
    lines of those that the scanner does not know and nothing explains.
    """

    hits: int
    in_comments: int
    missed: tuple[int, ...]


_SPACE = rb"[\s\\]*"
_KEYWORD = re.compile(rb"(\([\s\\]*(?:const\s+)?)?\bstruct[\s\\]+\Z")
_INITIALIZER = re.compile(
    rb"(?![\w\s]*\*)(?:[^;(){}=\"#]|##|\([^;(){}=]*\))*=" + _SPACE + rb"(?:\([^(){};]*\)" + _SPACE + rb")?(?=\{)"
)
_LONGEST = 4000
"""How many bytes a declaration can take up to its brace; far above what C has."""
_LITERAL = re.compile(_SPACE + rb"(?:const)?\s*(?:\[[^\]]*\]\s*)?\)" + _SPACE + rb"(?=\{)")


def raw_braces(data: bytes, struct: str) -> list[int]:
    """Return the offsets of the braces that seem to open an initializer of ``struct``, or a compound literal."""
    braces = []
    for mention in re.finditer(re.escape(struct.encode()) + rb"(?!\w)", data):
        keyword = _KEYWORD.search(data, max(0, mention.start() - 60), mention.start())
        if keyword:
            pattern = _LITERAL if keyword[1] else _INITIALIZER
            match = pattern.match(data, mention.end(), mention.end() + _LONGEST)
            braces += [match.end()] if match else []
    return braces


def reconcile(data: bytes, code: bytes, struct: str, braces: set[int]) -> RawCount:
    """Hold the raw count against the offsets of the ``braces`` that the scanner understood.

    ``code`` is the text without comments and literals: a brace that is blank there is no code.
    """
    hits = raw_braces(data, struct)
    in_comments = [at for at in hits if code[at : at + 1] != b"{"]
    missed = [data.count(b"\n", 0, at) + 1 for at in hits if code[at : at + 1] == b"{" and at not in braces]
    return RawCount(len(hits), len(in_comments), tuple(missed))
