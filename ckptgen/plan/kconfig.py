"""Whether a tree has a configuration option: the Kconfig files, followed from the top."""

import re
from collections.abc import Iterator

from ckptgen.tree.model import NoContentError, Tree
from ckptgen.tree.recall import recall

_SOURCE = re.compile(rb"^[ \t]*(o?r?source)[ \t]+\"?([^\"\s#]+)", re.MULTILINE)
_ARCHITECTURE = re.compile(r"\$\(?(?:SRCARCH|ARCH)\)?")
_TOPS = ("Kconfig", "arch/x86/Kconfig", "arch/i386/Kconfig")
"""Old trees have no Kconfig at the top: each architecture's is one."""


def find_option(tree: Tree, option: str) -> str:
    """Return ``PATH:LINE`` of the entry for ``option`` (``CONFIG_X``), or an empty string.

    The name is matched as a whole: CONFIG_X is not CONFIG_X_Y. Of the architectures, x86 is followed.
    """
    return recall(tree, _search, option=option)


def _search(tree: Tree, option: str) -> str:
    symbol = option.removeprefix("CONFIG_").encode()
    entry = re.compile(rb"^[ \t]*(?:menu)?config[ \t]+%s[ \t\r]*(?:#.*)?$" % symbol, re.MULTILINE)
    for path, data in _files(tree):
        # The name alone is found faster than the line, and hardly any file has it.
        match = entry.search(data) if symbol in data else None
        if match:
            line = data.count(b"\n", 0, match.start()) + 1
            return f"{path}:{line}"
    return ""


def _files(tree: Tree) -> Iterator[tuple[str, bytes]]:
    seen: set[str] = set()
    waiting = [top for top in _TOPS if tree.exists(top)]
    while waiting:
        path = waiting.pop(0)
        if path in seen or "$" in path:
            continue
        seen.add(path)
        try:
            data = tree.read(path)
        except NoContentError:
            continue
        yield path, data
        folder = path.rpartition("/")[0]
        for keyword, name in _SOURCE.findall(data):
            named = _ARCHITECTURE.sub("x86", name.decode("utf-8", "surrogateescape"))
            waiting.append(f"{folder}/{named}".lstrip("/") if b"r" in keyword.removesuffix(b"source") else named)
