"""Find the file that ``-p`` means: a path, a folder's ``rule.py``, or a semantic patch that ships with ckptgen."""

from pathlib import Path

from ckptgen.errors import CkptgenError
from ckptgen.share import share_folder

_RULE = "rule.py"


def find_semantic_patch(name_or_file: str) -> tuple[Path, str]:
    """Return the file that ``name_or_file`` means, and the name that reports give it.

    A text with a slash, one that ends in ``.py``, or the name of an existing file is a file, and its name is
    its stem (the folder's name where the file is called ``rule.py``). A folder with a ``rule.py`` stands for that
    file. Anything else is a shipped name. Raises CkptgenError where there is no such file or name.
    """
    if not name_or_file or "\0" in name_or_file:
        raise CkptgenError(f"{name_or_file!r} is not a semantic patch", _known())
    folder = Path(name_or_file)
    if (folder / _RULE).is_file():
        return _named_file(str(folder / _RULE))
    if "/" in name_or_file or name_or_file.endswith(".py") or folder.is_file():
        return _named_file(name_or_file)
    shipped = shipped_names()
    if name_or_file not in shipped:
        from ckptgen.sempatch.words import suggestion

        near = suggestion(name_or_file, shipped)
        raise CkptgenError(f"no semantic patch is called `{name_or_file}`{near}", _known())
    return share_folder("patches") / name_or_file / _RULE, name_or_file


def default_name() -> str:
    """Return the name of the shipped semantic patch that is meant where none is named: ``patches/DEFAULT`` says it."""
    return (share_folder("patches") / "DEFAULT").read_text(encoding="utf-8").strip()


def find_editable(name_or_file: str) -> tuple[Path, str]:
    """Do what ``find_semantic_patch`` does, for a file that is to be changed.

    Raises CkptgenError for one that is a part of the installed package: it would be lost with the next installation.
    """
    path, name = find_semantic_patch(name_or_file)
    if share_folder("patches").parent.name == "_share" and path.is_relative_to(share_folder("patches")):
        raise CkptgenError(
            f"the semantic patch {name} is a part of the installed ckptgen",
            f"copy {path} to a place of your own, and name the copy with -p FILE",
        )
    return path, name


def shipped_names() -> tuple[str, ...]:
    """Return the names of the semantic patches that ship with ckptgen, sorted."""
    return tuple(sorted(rule.parent.name for rule in share_folder("patches").glob(f"*/{_RULE}")))


def _named_file(text: str) -> tuple[Path, str]:
    path = Path(text)
    if not path.exists():
        raise CkptgenError(f"{text}: no such file", _known())
    if path.is_dir():
        raise CkptgenError(f"{text}: is a folder without a {_RULE}", "name the file of the semantic patch")
    name = path.stem
    if path.name == _RULE:
        # A name of its own for `cd patches/NAME && ckptgen -p rule.py`.
        name = path.absolute().parent.name or name
    return path, name


def _known() -> str:
    return f"shipped: {', '.join(shipped_names())}; or name a file, such as ./rule.py, or its folder"
