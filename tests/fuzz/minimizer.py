"""The smallest text that still shows a finding: lines go first, then tokens."""

from collections.abc import Callable, Sequence

from tests.fuzz.lexer import raw_tokens

MOST_TRIES = 400


def minimized(text: str, shows: Callable[[str], bool], most: int = MOST_TRIES) -> str:
    """Return the text with as much left out as can be, so that it still ``shows`` what it did."""
    tries = 0

    def reduced(pieces: Sequence[str]) -> list[str]:
        nonlocal tries
        left = list(pieces)
        size = max(1, len(left) // 2)
        while size and tries < most:
            at = 0
            while at < len(left) and tries < most:
                fewer = left[:at] + left[at + size :]
                tries += 1
                if fewer and shows("".join(fewer)):
                    left = fewer
                else:
                    at += size
            size //= 2
        return left

    for _ in range(2):
        text = "".join(reduced(_lines(text)))
        text = "".join(reduced(_pieces(text)))
    return text


def _pieces(text: str) -> list[str]:
    """Return the text cut into tokens, each with the blanks before it, and newlines apart."""
    pieces, last = [], 0
    for token in raw_tokens(text):
        if token.kind != "space":
            pieces.append(text[last : token.end])
            last = token.end
    return [*pieces, text[last:]]


def _lines(text: str) -> list[str]:
    lines = text.split("\n")
    return [*(line + "\n" for line in lines[:-1]), *lines[-1:]]
