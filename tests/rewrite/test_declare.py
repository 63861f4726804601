"""Every case of tests/cases/declare: a header before, and after what a change needs was declared in it."""

import json
import subprocess
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from ckptgen.csource.text import SourceText
from ckptgen.errors import InternalError
from ckptgen.rewrite.declare import declare, standing
from ckptgen.rewrite.model import RefusedError, Splice, apply_splices
from ckptgen.rewrite.prototypes import below, wrapped
from ckptgen.sempatch.model import Argument, Guard, Handler, Member
from ckptgen.sempatch.words import pointer_parts
from tests.paths import CASES
from tests.tools import require

CASE_FOLDERS = sorted(path for path in (CASES / "declare").iterdir() if path.is_dir())
CHECKPOINT = "int (*checkpoint)(struct ckpt_ctx *ctx, struct file *file)"
HANDLER = {"name": "generic_file_checkpoint", "field": "checkpoint", "beside": "generic_file_llseek"}


def member_of(prototype: str) -> Member:
    parts = pointer_parts(prototype)
    assert parts is not None
    returns, field, arguments = parts
    return Member(field, returns, tuple(Argument(*argument) for argument in arguments), "", (), 1)


def asked(case: dict[str, Any]) -> tuple[str, list[Member], list[Handler]]:
    """Return the case's struct, its members and its handlers."""
    members = [member_of(prototype) for prototype in case.get("members", [CHECKPOINT])]
    handlers = [Handler(**(HANDLER | handler), line=1) for handler in case.get("handlers", [{}])]
    return "file_operations", members, handlers


def splices_of(data: bytes, case: dict[str, Any]) -> tuple[Splice, ...]:
    guard, option = Guard(case.get("guard", "stub")), case.get("option", "CONFIG_CHECKPOINT")
    named = case.get("named", False)
    return declare(SourceText("in.h", data), *asked(case), guard=guard, option=option, named=named)


@pytest.mark.parametrize("folder", CASE_FOLDERS, ids=lambda path: path.name)
def test_declare_case(folder: Path) -> None:
    case = json.loads((folder / "case.json").read_text())
    data = (folder / "in.h").read_bytes()
    out = folder / "out.h"
    if "refused" in case:
        assert not out.exists()
        with pytest.raises(RefusedError, match=case["refused"]):
            splices_of(data, case)
    elif out.exists():
        assert apply_splices(data, splices_of(data, case)) == out.read_bytes()
    else:
        assert splices_of(data, case) == ()


@pytest.mark.parametrize(
    "folder", [folder for folder in CASE_FOLDERS if (folder / "out.h").exists()], ids=lambda path: path.name
)
def test_second_run_changes_nothing(folder: Path) -> None:
    case = json.loads((folder / "case.json").read_text())
    assert splices_of((folder / "out.h").read_bytes(), case) == ()


@pytest.mark.parametrize(
    "folder",
    [folder for folder in CASE_FOLDERS if "standing" in json.loads((folder / "case.json").read_text())],
    ids=lambda path: path.name,
)
def test_standing(folder: Path) -> None:
    case = json.loads((folder / "case.json").read_text())
    facts = standing(SourceText("in.h", (folder / "in.h").read_bytes()), *asked(case))
    found = {"members": [asdict(each) for each in facts.members], "handlers": [asdict(each) for each in facts.handlers]}
    assert json.loads(json.dumps(found)) == case["standing"]


@pytest.mark.parametrize("defined", [[], ["-DCONFIG_CHECKPOINT"]], ids=["without the option", "with the option"])
@pytest.mark.parametrize(("case", "table"), [("stub", "stub"), ("ifdef", "ifdef"), ("stub", "none"), ("ifdef", "none")])
def test_result_is_c_in_both_settings(tmp_path: Path, case: str, table: str, defined: list[str]) -> None:
    require("gcc")
    entry = {
        "stub": "\t.checkpoint = generic_file_checkpoint,\n",
        "ifdef": "#ifdef CONFIG_CHECKPOINT\n\t.checkpoint = generic_file_checkpoint,\n#endif\n",
        "none": "",
    }[table]
    header = CASES / "declare" / case / "out.h"
    (tmp_path / "demo.c").write_text(
        f'#define NULL ((void *)0)\ntypedef long long loff_t;\n#include "{header}"\n'
        f"const struct file_operations demo = {{\n\t.open = 0,\n{entry}}};\n"
    )
    command = ["gcc", "-std=gnu11", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", "-D__KERNEL__"]
    command += ["-Wno-missing-field-initializers", *defined, str(tmp_path / "demo.c")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


HEADER = b"""struct file;
struct inode;

struct file_operations {
	int (*open)(struct inode *, struct file *);
};

loff_t generic_file_llseek(struct file *file, loff_t offset, int origin);

int demo;
/* demo */
"""
MEMBER = b"\tint (*checkpoint)(struct ckpt_ctx *, struct file *);\n"


@pytest.mark.parametrize(
    ("piece", "instead"),
    [
        pytest.param(b"(*checkpoint)", b"(*checkpoint)(int); int (*other)", id="another member"),
        pytest.param(b"\tint", b"#ifdef X\n\tint", id="a conditional left open"),
        pytest.param(MEMBER, b"#ifdef X\n" + MEMBER + b"#endif\n", id="under a conditional"),
        pytest.param(b"NULL\n#endif\n", b"NULL\n#endif\n/*\n", id="a comment up to the next one"),
        pytest.param(b"\tint", b"/*\tint", id="a comment left open"),
        pytest.param(b"#define generic_file_checkpoint NULL\n", b"", id="no stub"),
        pytest.param(b"#ifdef CONFIG_CHECKPOINT", b"#ifdef CONFIG_OTHER", id="another option"),
        pytest.param(b"generic_file_checkpoint(struct", b"other(struct", id="another handler"),
        pytest.param(b"generic_file_checkpoint(struct", b"f(void) { generic_file_checkpoint(struct", id="a call"),
    ],
)
def test_anything_else_fails(monkeypatch: pytest.MonkeyPatch, piece: bytes, instead: bytes) -> None:
    seen = []

    def spoilt(data: bytes, offset: int, lines: list[bytes]) -> Splice:
        splice = below(data, offset, lines)
        seen.append(piece in splice.text)
        return Splice(splice.offset, 0, splice.text.replace(piece, instead))

    assert splices_of(HEADER, {})
    monkeypatch.setattr("ckptgen.rewrite.declare.below", spoilt)
    with pytest.raises(InternalError, match="could not be proven"):
        splices_of(HEADER, {})
    assert any(seen)


@pytest.mark.parametrize(("length", "lines"), [(61, 1), (62, 2)])
def test_a_line_has_80_columns(length: int, lines: int) -> None:
    found = wrapped(b"int f(", f"int {'a' * length}, int b")
    assert len(found) == lines
    assert max(len(line) for line in found) == (80 if lines == 1 else 73)
