"""The ids of tables and patches in a page: the same on every run, so that a reviewer can link to them."""

import re
from collections import Counter
from collections.abc import Iterable

_OTHER = re.compile(rb"[^A-Za-z0-9._/:,+-]")


def escaped(text: str) -> str:
    """Return ``text`` as a part of an id that also stands in an address as it is: other bytes become ``~XX``.

    Two texts never give the same result: ``~`` itself is one of the others.
    """
    raw = text.encode("utf-8", "surrogateescape")
    return _OTHER.sub(lambda match: b"~%02x" % match[0][0], raw).decode("ascii")


def table_anchor(key: str) -> str:
    """Return the id of the table ``PATH:NAME``."""
    return f"t-{escaped(key)}"


def change_anchor(key: str) -> str:
    """Return the id of the change of ``PATH:NAME``, or of the file ``PATH``."""
    return f"c-{escaped(key)}"


def patch_anchor(file: str) -> str:
    """Return the id of a patch, by its file's name."""
    return f"p-{escaped(file)}"


def numbered(anchors: Iterable[str]) -> list[str]:
    """Return the ids, each once: the second of its name has ``~n2`` behind it, which no escape looks like.

    Macros give several tables of a file one name.
    """
    seen: Counter[str] = Counter()
    result = []
    for anchor in anchors:
        seen[anchor] += 1
        result.append(anchor if seen[anchor] == 1 else f"{anchor}~n{seen[anchor]}")
    return result
