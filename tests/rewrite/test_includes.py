"""Every case of tests/cases/includes: where a file's new ``#include`` goes, and where none must."""

import json
import os
from pathlib import Path

import pytest

from ckptgen.csource.text import SourceText
from ckptgen.rewrite.includes import add_include, includes
from ckptgen.rewrite.model import RefusedError, apply_splices
from tests.paths import CASES

FOLDERS = sorted(path for path in (CASES / "includes").iterdir() if path.is_dir())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_include_case(folder: Path) -> None:
    """A case without ``out.c`` that is not refused must not change."""
    case = json.loads((folder / "case.json").read_text())
    text = SourceText("in.c", (folder / "in.c").read_bytes())
    at = text.data.find(b"int a;")
    if "refused" in case:
        with pytest.raises(RefusedError, match=case["refused"]):
            add_include(text, case["header"], at)
        return
    after = apply_splices(text.data, add_include(text, case["header"], at))
    assert includes(text, case["header"], at) == (after == text.data)
    if os.environ.get("CKPTGEN_REGEN") and after != text.data:
        (folder / "out.c").write_bytes(after)
    assert after == (folder / ("out.c" if (folder / "out.c").exists() else "in.c")).read_bytes()
    again = SourceText("out.c", after)
    assert includes(again, case["header"], after.find(b"int a;"))
    assert add_include(again, case["header"], after.find(b"int a;")) == ()
