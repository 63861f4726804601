"""Edits that are made one patch after the other leave each file as if they had been made together."""

import pytest

from ckptgen.csource.text import SourceText
from ckptgen.rewrite.includes import add_include
from ckptgen.rewrite.model import Edit, Splice
from ckptgen.series.stages import Stages

TEXT = b"#include <linux/fs.h>\n#include <linux/slab.h>\n\nint a;\n"
INCLUDES = b"#include <linux/mm.h>\n#include <linux/slab.h>\n"


def edit(header: str, letter: bytes) -> Edit:
    includes = add_include(SourceText("x.c", TEXT), header, len(TEXT) - 1)
    return Edit("x.c", "a", 4, (Splice(len(TEXT) - 3, 1, letter),) if letter else (), includes)


def stages() -> Stages:
    return Stages(lambda path: (TEXT, "100644"))


@pytest.mark.parametrize("headers", [("<linux/mm.h>", "<linux/list.h>"), ("<linux/list.h>", "<linux/mm.h>")])
def test_includes_that_go_to_one_place_are_sorted(headers: tuple[str, str]) -> None:
    first, second = edit(headers[0], b"b"), edit(headers[1], b"")
    (together,) = stages().advance([first, second])
    after = stages()
    after.advance([first])
    (later,) = after.advance([second])
    lines = [b"#include <linux/fs.h>", b"#include <linux/list.h>", b"#include <linux/mm.h>", b"#include <linux/slab.h>"]
    assert together.after == later.after == b"\n".join([*lines, b"", b"int b;", b""])


def test_an_include_is_made_once() -> None:
    first, second = edit("<linux/mm.h>", b"b"), edit("<linux/mm.h>", b"")
    after = stages()
    after.advance([first])
    (change,) = after.advance([second])
    assert change.after == TEXT.replace(b"int a", b"int b").replace(b"#include <linux/slab.h>\n", INCLUDES)


def test_a_splice_that_edits_share_is_made_once() -> None:
    one, other = (
        Edit("x.c", name, 4, (Splice(len(TEXT) - 7, 0, b"const "),), shared=True) for name in ("a[0]", "a[1]")
    )
    (together,) = stages().advance([one, other])
    assert together.after == TEXT.replace(b"int a", b"const int a")
    after = stages()
    after.advance([one])
    (later,) = after.advance([other])
    assert later.before == later.after == together.after
