"""What to search for where many names are wanted at once: a few substrings, so that each name holds one of them."""

from collections.abc import Collection, Iterable

SHORTEST = 4
"""Bytes of a needle, unless a name is shorter: fewer would be found in nearly every file."""
FEW = 4
"""So many names are searched for as they are: a needle more costs grep less than the files that hold a common part."""


def needles_for(names: Iterable[bytes]) -> tuple[bytes, ...]:
    """Return needles such that every one of the ``names`` holds at least one of them, sorted.

    grep takes about as long for a few needles as for one, but many times as long for hundreds of names.
    """
    wanted = sorted(set(names))
    if len(wanted) <= FEW:
        return tuple(wanted)
    needles: list[bytes] = []
    left = [name for name in wanted if name]
    while left:
        shared = _commonest(left)
        covered = [name for name in left if shared in name]
        needles.append(_extended(shared, covered))
        left = [name for name in left if shared not in name]
    return tuple(sorted(needles))


def _commonest(names: Collection[bytes]) -> bytes:
    """Return the piece of ``SHORTEST`` bytes, or the whole shorter name, that most names hold; the first of several."""
    counts: dict[bytes, int] = {}
    for name in names:
        for piece in _pieces(name):
            counts[piece] = counts.get(piece, 0) + 1
    return min(counts, key=lambda piece: (-counts[piece], piece))


def _pieces(name: bytes) -> set[bytes]:
    return {name[at : at + SHORTEST] for at in range(max(1, len(name) - SHORTEST + 1))}


def _extended(piece: bytes, names: Collection[bytes]) -> bytes:
    """Return ``piece`` with what stands around its first place in every name: a longer needle finds fewer files."""
    before = _shared_start([name[: name.index(piece)][::-1] for name in names])[::-1]
    return before + piece + _shared_start([name[name.index(piece) + len(piece) :] for name in names])


def _shared_start(texts: Collection[bytes]) -> bytes:
    first, last = min(texts), max(texts)
    length = next((at for at, byte in enumerate(first) if last[at : at + 1] != bytes([byte])), len(first))
    return first[:length]
