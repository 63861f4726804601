"""spatch, and small kernel trees for it."""

import shutil
from pathlib import Path

from tests.paths import CASES, SAMPLE

FOLDERS = sorted(path for path in (CASES / "crosscheck").iterdir() if path.is_dir())
BASE = ("Makefile", "MAINTAINERS", "include")


def tree_of(case: Path, to: Path) -> Path:
    """Make a small kernel tree with the files of a case, and its semantic patch as toy.py."""
    for name in BASE:
        if (SAMPLE / name).is_dir():
            shutil.copytree(SAMPLE / name, to / name)
        else:
            shutil.copy(SAMPLE / name, to / name)
    shutil.copytree(case / "tree", to, dirs_exist_ok=True)
    shutil.copy(case / "rule.py", to / "toy.py")
    return to
