"""Where the files that ship beside the code live: ``templates/`` and ``patches/``."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def share_folder(name: str) -> Path:
    """Return the shipped folder ``name``: inside the package once installed, beside it in a checkout."""
    installed = _PACKAGE / "_share" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name
