"""The two guards: what a mixture of them would break is refused, with the line."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from ckptgen.rewrite.model import apply_splices
from ckptgen.tree.directory import DirectoryTree

from .kernels import FILES, HEADER, MEMBER, RULE, STUB, TABLE, WITH_ALL, WITH_MEMBER, plan_of, write

IFDEF = RULE.replace(b"guard = stub", b"guard = ifdef")
MEMBER_UNDER_IFDEF = WITH_MEMBER.replace(MEMBER, f"#ifdef CONFIG_CHECKPOINT\n{MEMBER}#endif\n")
ENTRY = "\t.checkpoint\t= generic_file_checkpoint,\n"
HAS_IT = TABLE.format(name="a").replace("\t.read", f"{ENTRY}\t.read")


def under(condition: str, text: str = ENTRY) -> str:
    return TABLE.format(name="a").replace("\t.read", f"#{condition}\n{text}#endif\n\t.read")


def problem(root: Path, rule: bytes, files: Mapping[str, str]) -> str:
    write(root, {**FILES, **files})
    return plan_of(DirectoryTree(root), rule).problem


@pytest.mark.parametrize(
    ("rule", "files", "said"),
    [
        pytest.param(
            RULE,
            {"include/linux/fs.h": MEMBER_UNDER_IFDEF},
            "fs/a/file.c:4 would not compile without CONFIG_CHECKPOINT: include/linux/fs.h:9 has the member checkpoint "
            "under #ifdef only; use guard = ifdef throughout",
            id="the member is under ifdef, the new entries are not",
        ),
        pytest.param(
            IFDEF,
            {"fs/a/file.c": HAS_IT},
            "fs/a/file.c:3 would not compile without CONFIG_CHECKPOINT: guard = ifdef puts the member under #ifdef, "
            "and this entry stands under none",
            id="the member is to be under ifdef, an old entry is not",
        ),
        pytest.param(
            IFDEF,
            {"fs/a/file.c": under("ifdef CONFIG_MMU")},
            "fs/a/file.c:4 would not compile",
            id="an old entry under another option",
        ),
        pytest.param(
            IFDEF,
            {"fs/a/file.c": under("if defined(CONFIG_CHECKPOINT) || X")},
            "fs/a/file.c:4 would not compile",
            id="an old entry under more than the option",
        ),
        pytest.param(
            IFDEF,
            {"fs/a/file.c": under("ifndef CONFIG_CHECKPOINT")},
            "fs/a/file.c:4 would not compile",
            id="an old entry without the option",
        ),
        pytest.param(
            IFDEF,
            {"fs/a/file.c": under("ifdef CONFIG_CHECKPOINT", f"\t.poll\t= p,\n#else\n{ENTRY}")},
            "fs/a/file.c:6 would not compile",
            id="an old entry in the other branch",
        ),
        pytest.param(
            RULE,
            {"include/linux/fs.h": WITH_MEMBER + STUB.replace("#else\n#define generic_file_checkpoint NULL\n", "")},
            "include/linux/fs.h:14 declares generic_file_checkpoint under #ifdef, and nothing defines it as NULL "
            "otherwise",
            id="the handler is under ifdef, without a stub",
        ),
        pytest.param(
            IFDEF,
            {"include/linux/fs.h": WITH_ALL},
            "has the member checkpoint under no #ifdef, and guard = ifdef would mix with it",
            id="a plain member, new entries under ifdef",
        ),
        pytest.param(
            RULE,
            {"include/linux/fs.h": WITH_MEMBER.replace("int (*checkpoint)(", "long (*checkpoint)(")},
            "declares checkpoint as `long (*checkpoint)(",
            id="a member of another type",
        ),
    ],
)
def test_a_mixture(tmp_path: Path, rule: bytes, files: Mapping[str, str], said: str) -> None:
    assert said in problem(tmp_path, rule, files)


@pytest.mark.parametrize(
    ("rule", "files"),
    [
        pytest.param(RULE, {}, id="stub, nothing there"),
        pytest.param(IFDEF, {}, id="ifdef, nothing there"),
        pytest.param(RULE, {"include/linux/fs.h": WITH_ALL}, id="stub, all there"),
        pytest.param(IFDEF, {"include/linux/fs.h": MEMBER_UNDER_IFDEF}, id="ifdef throughout"),
        pytest.param(RULE, {"fs/a/file.c": HAS_IT}, id="stub, an old entry"),
        pytest.param(RULE, {"fs/a/file.c": under("ifdef CONFIG_CHECKPOINT")}, id="stub, an old entry under ifdef"),
        pytest.param(IFDEF, {"fs/a/file.c": under("ifdef CONFIG_CHECKPOINT")}, id="ifdef, an old entry under it"),
        pytest.param(IFDEF, {"fs/a/file.c": under("if defined(CONFIG_CHECKPOINT) && X")}, id="under less than it"),
        pytest.param(
            IFDEF, {"fs/a/file.c": f"#ifdef CONFIG_CHECKPOINT\n{HAS_IT}#endif\n"}, id="the whole table under ifdef"
        ),
        pytest.param(
            RULE,
            {"include/linux/fs.h": MEMBER_UNDER_IFDEF, "fs/a/file.c": "int a;\n", "fs/b/file.c": "int b;\n"},
            id="a mixture that no entry meets",
        ),
        pytest.param(
            RULE.replace(b'option = "CONFIG_CHECKPOINT"\nguard = stub\n', b""),
            {"fs/a/file.c": HAS_IT},
            id="no option",
        ),
    ],
)
def test_no_mixture(tmp_path: Path, rule: bytes, files: Mapping[str, str]) -> None:
    assert problem(tmp_path, rule, files) == ""


@pytest.mark.parametrize("rule", [RULE, IFDEF])
def test_over_the_result_nothing_is_left_to_do(tmp_path: Path, rule: bytes) -> None:
    write(tmp_path, FILES)
    plan = plan_of(DirectoryTree(tmp_path), rule)
    edits = [*plan.declaration, *(edit for planned in plan.tables for edit in planned.edits)]
    assert len(edits) == 3
    for edit in edits:
        path = tmp_path / edit.path
        path.write_bytes(apply_splices(path.read_bytes(), edit.splices))
    again = plan_of(DirectoryTree(tmp_path), rule)
    assert (again.declaration, again.problem) == ((), "")
    assert not [planned for planned in again.tables if planned.edits]
    text = (tmp_path / "fs/a/file.c").read_text()
    assert ("#ifdef CONFIG_CHECKPOINT\n" in text) == (rule is IFDEF)
    assert HEADER not in (tmp_path / "include/linux/fs.h").read_text()
    assert (STUB in (tmp_path / "include/linux/fs.h").read_text()) == (rule is RULE)
