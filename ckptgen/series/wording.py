"""Words and lines: what a struct is called in prose, lists, wrapping."""

import re
import textwrap
from collections.abc import Iterable, Sequence

WIDTH = 72
_TRAILERS = re.compile(r"(?:(?:[A-Z][a-z]+(?:-[a-z]+)*-by|Cc|Closes|Fixes|Link): \S.*\n?)+")


def shown(text: str) -> str:
    """Return ``text`` with what cannot be shown (a byte that is not UTF-8, a newline) escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def enumerate_words(words: Sequence[str]) -> str:
    """Return ``a``, ``a and b``, or ``a, b and c``."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def operations_noun(struct: str, directories: Iterable[bool]) -> str:
    """Return what tables of ``struct`` are called: ``vm_operations_struct`` gives ``vm operations``.

    Files and directories share one struct, which is named after files; ``directories`` has one flag a table.
    """
    words = struct.removesuffix("_struct").split("_")
    rest = " ".join(words[1:])
    if words[0] != "file" or not rest:
        return " ".join(words)
    kinds = [kind for flag, kind in ((False, "file"), (True, "directory")) if flag in set(directories)]
    return f"{enumerate_words(kinds)} {rest}"


def fill(text: str, indent: str = "", hanging: str | None = None, width: int = WIDTH) -> str:
    """Wrap ``text``, white space folded, no word split. ``hanging`` indents all lines but the first."""
    return textwrap.fill(
        " ".join(text.split()),
        width,
        initial_indent=indent,
        subsequent_indent=indent if hanging is None else hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )


def pack(items: Sequence[str], indent: str = "", hanging: str | None = None) -> str:
    """Wrap a list with commas, no item split."""
    return fill(", ".join(item.replace(" ", "\0") for item in items), indent, hanging).replace("\0", " ")


def reflow(text: str, width: int = WIDTH) -> str:
    """Wrap the paragraphs of ``text`` that are too wide, and leave those with indented lines as they are."""
    paragraphs = []
    for paragraph in re.split(r"\n\s*\n", text.strip("\n")):
        lines = paragraph.split("\n")
        wide = any(len(line) > width for line in lines)
        indented = any(line[:1].isspace() for line in lines)
        paragraphs.append(fill(paragraph, width=width) if wide and not indented else paragraph)
    return "\n\n".join(paragraphs)


def command_lines(command: str, indent: str = "  ") -> str:
    """Wrap a command line so that it can still be pasted into a shell: never inside quotes."""
    whole = re.sub(r"'[^']*'", lambda match: match[0].replace(" ", "\0"), command)
    return fill(whole, indent, indent * 2, WIDTH - 2).replace("\n", " \\\n").replace("\0", " ")


def tidy(text: str) -> str:
    """Return a message as git stores one: no trailing blanks, never two empty lines, none at either end."""
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n")


def sign_off(body: str, person: str) -> str:
    """Return ``body`` with ``person``'s sign-off as its last trailer."""
    return add_trailers(body, [f"Signed-off-by: {person}"])


def add_trailers(body: str, trailers: Sequence[str]) -> str:
    """Return ``body`` with the trailers behind those that it ends with; one that it has is not repeated."""
    last = body.rpartition("\n\n")[2]
    new = [trailer for trailer in trailers if trailer not in last.split("\n")]
    if not new:
        return body
    return "\n".join([body, *new] if _TRAILERS.fullmatch(last) else [body, "", *new])
