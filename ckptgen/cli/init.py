"""``ckptgen init``: start a semantic patch of one's own."""

import argparse
import re
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ckptgen.errors import CkptgenError
from ckptgen.sempatch.locate import shipped_names
from ckptgen.sempatch.model import Add, Change, Constify, DeclaredOrder, Move, Remove, Rename, Replace
from ckptgen.sempatch.words import header_problem, identifier_problem

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\Z")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``ckptgen init``."""
    parser.add_argument("name", type=_name, metavar="NAME", help="what it is called: the name of its new folder")
    parser.add_argument("--struct", required=True, metavar="S", help="the struct type of the tables")
    for option, read, usage, what in (
        ("--add", _add, "FIELD=VALUE", "add this entry"),
        ("--remove", _remove, "FIELD[=VALUE]", "remove the entry (only one with this value)"),
        ("--replace", _replace, "FIELD=[OLD:]NEW", "give the entry a new value (only one with the old value)"),
        ("--rename", _rename, "FIELD[=OLD]:FIELD[=NEW]", "make the entry one for another field (with a new value)"),
        ("--move", _move, "FIELD", "put the entry where the struct declares the member"),
    ):
        parser.add_argument(option, dest="changes", action="append", type=read, metavar=usage, help=what)
    parser.add_argument(
        "--constify", dest="changes", action="append_const", const=Constify(0), help="make the tables const"
    )
    parser.add_argument(
        "--include", type=_header, metavar="HEADER", help="what a file with the new value must include: linux/x.h"
    )
    parser.add_argument(
        "-o", "--output", type=Path, default=Path(), metavar="DIR", help="where to make the folder (default: here)"
    )
    parser.add_argument(
        "--force", action="store_true", help="where the folder is there already, move it away to NAME~1, NAME~2, ..."
    )


def run(args: argparse.Namespace) -> int:
    """Write the new folder, and say what to do next."""
    from ckptgen.trial.start import start_semantic_patch

    if not args.changes:
        raise CkptgenError(
            "nothing is to be changed", "say what: --add, --remove, --replace, --rename, --move or --constify"
        )
    if args.name in shipped_names():
        raise CkptgenError(f"a semantic patch called {args.name} ships with ckptgen", "choose another name")
    folder = args.output / args.name
    if not folder.parent.is_dir():
        raise CkptgenError(f"{folder.parent}: no such folder", "-o names one that exists")
    if _is_there(folder) and not args.force:
        raise CkptgenError(f"{folder}: is there already", "choose another name or -o DIR; --force moves it away")
    files = start_semantic_patch(args.name, args.struct, _including(args.changes, args.include))
    _write(folder, files)
    for path in sorted(files):
        print(f"wrote {folder / path}", file=sys.stderr)
    print(f"try it: ckptgen test {folder}; then ckptgen -C LINUX -p {folder} plan", file=sys.stderr)
    return 0


def _including(changes: Sequence[Change], header: str | None) -> list[Change]:
    """Let the changes that bring a new value include the header."""
    if header is None:
        return list(changes)
    found = [replace(c, include=header) if isinstance(c, Add | Replace | Rename) else c for c in changes]
    if found == changes:
        raise CkptgenError("--include: no change brings a new value that could need a header")
    return found


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make the folder, with everything in it or not at all; one that is there keeps all it has, under another name."""
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as scratch:
        made = Path(scratch) / folder.name
        for path, content in files.items():
            (made / path).parent.mkdir(parents=True, exist_ok=True)
            (made / path).write_bytes(content)
        if _is_there(folder):
            away = _free_name(folder)
            folder.rename(away)
            print(f"moved {folder} to {away}", file=sys.stderr)
        made.rename(folder)


def _is_there(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _free_name(folder: Path) -> Path:
    number = 1
    while _is_there(path := folder.with_name(f"{folder.name}~{number}")):
        number += 1
    return path


def _name(text: str) -> str:
    if not _NAME.match(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a name: letters, digits, - and _; -o DIR says where")
    return text


def _header(text: str) -> str:
    header = text if text[:1] in ("<", '"') else f"<{text}>"
    if problem := header_problem(header):
        raise argparse.ArgumentTypeError(f"{text!r} {problem}")
    return header


def _add(text: str) -> Add:
    field, value = _entry(text, text, "FIELD=VALUE")
    if not value:
        raise _refusal(text, "FIELD=VALUE")
    return Add(field, value, DeclaredOrder(), 0)


def _remove(text: str) -> Remove:
    field, was = _entry(text, text, "FIELD or FIELD=VALUE")
    return Remove(field, was, 0)


def _replace(text: str) -> Replace:
    usage = "FIELD=NEW or FIELD=OLD:NEW"
    entry, colon, new = text.partition(":")
    field, value = _entry(entry, text, usage)
    if not value:
        raise _refusal(text, usage)
    return Replace(field, _word(new, text), value, 0) if colon else Replace(field, value, "", 0)


def _rename(text: str) -> Rename:
    usage = "FIELD:NEWFIELD or FIELD=OLD:NEWFIELD=NEW"
    before, colon, after = text.partition(":")
    if not colon:
        raise _refusal(text, usage)
    (field, was), (to, value) = _entry(before, text, usage), _entry(after, text, usage)
    return Rename(field, to, value, was, 0)


def _move(text: str) -> Move:
    return Move(_word(text, text), DeclaredOrder(), 0)


def _entry(entry: str, text: str, usage: str) -> tuple[str, str]:
    """Return the field and the value, empty where there is none; ``text`` is the whole argument."""
    words = entry.split("=")
    if len(words) > 2:
        raise _refusal(text, usage)
    # As it stands in a table, `.llseek = no_llseek`, it is clear too.
    field, *value = (_word(word, text) for word in (words[0].strip().removeprefix("."), *words[1:]))
    return field, value[0] if value else ""


def _word(word: str, text: str) -> str:
    if problem := identifier_problem(word.strip()):
        raise argparse.ArgumentTypeError(f"{word!r} in {text!r} {problem}")
    return word.strip()


def _refusal(text: str, usage: str) -> argparse.ArgumentTypeError:
    return argparse.ArgumentTypeError(f"{text!r} is not {usage}")
