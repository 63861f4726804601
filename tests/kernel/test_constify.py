"""const-ops on real trees: what 6.12 has left, its const found again, and 2.6.31 held against what came after."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ckptgen.plan.build import make_plan
from ckptgen.plan.model import Plan, Verdict
from ckptgen.plan.survey import survey_tree
from ckptgen.sempatch.reader import parse_semantic_patch
from ckptgen.series.stages import Stages
from ckptgen.tree.directory import DirectoryTree
from ckptgen.tree.overlay import Layer, OverlayTree
from tests.kernel.counting import sources_of_folder, sources_of_revision
from tests.kernel.running import AUTHOR, Finished, ckptgen, git
from tests.paths import ROOT

pytestmark = pytest.mark.kernel

RULE = ROOT / "patches" / "const-ops" / "rule.py"
WRITTEN_AT_RUN_TIME = {
    "coproc_fops",
    "kvm_chardev_ops",
    "kvm_device_fops",
    "kvm_gmem_fops",
    "kvm_vcpu_fops",
    "kvm_vm_fops",
}
_ATTRIBUTE = rb"__\w+(?:\([^()\n]*\))?"
CONST = re.compile(
    rb"(?<!\w)const[ \t]+(?=struct[ \t]+file_operations[ \t]+(?:%(attribute)s[ \t]+)*(\w+)[ \t]*(?:\[[^\]]*\])?[ \t]*"
    rb"(?:%(attribute)s[ \t]*)*[=;])" % {b"attribute": _ATTRIBUTE}
)
"""The const of a declaration, with or without initializer; group 1 is the name. It shares nothing with ckptgen."""
MEMBER = re.compile(rb"[ \t]+const[ \t]+struct[ \t]+file_operations[ \t]+\w+;")


def test_on_612_nothing_is_left_but_what_is_written_at_run_time(kernel: Path) -> None:
    done = ckptgen("-C", kernel, "-p", "const-ops", "plan", "--format", "json")
    tables = [table for table in done.json["tables"] if table["verdict"] != "nothing"]
    assert {table["name"] for table in tables} == WRITTEN_AT_RUN_TIME
    assert {table["verdict"] for table in tables} == {"unsupported"}
    assert all(re.search(r"\.c:\d+: its \.owner is assigned", table["reason"]) for table in tables)
    series = ckptgen("-C", kernel, "-p", "const-ops", "series", "-o", kernel.parent / "none")
    assert (series.code, "nothing to do" in series.said, "6 refused" in series.said) == (0, True, True)


# --- const is taken away, and found again ---


@dataclass(frozen=True)
class Declaration:
    """One that lost its const; ``line`` is one-based."""

    path: str
    line: int
    name: str


def without_const(path: str, data: bytes) -> tuple[bytes, list[Declaration]]:
    """Return the text without the const of its tables, and where that stood; members of structs stay as they are."""
    taken = [match for match in CONST.finditer(data) if not MEMBER.match(data, data.rfind(b"\n", 0, match.start()) + 1)]
    pieces, end = [], 0
    for match in taken:
        pieces.append(data[end : match.start()])
        end = match.end()
    found = [Declaration(path, data.count(b"\n", 0, m.start()) + 1, m[1].decode()) for m in taken]
    return b"".join([*pieces, data[end:]]), found


def edited(tree: OverlayTree, plan: Plan) -> dict[str, bytes]:
    stages = Stages(lambda path: (tree.read(path), "100644"))
    changes = stages.advance(edit for planned in plan.tables for edit in planned.edits)
    return {change.path: change.after for change in changes if change.after is not None}


def differing_lines(one: bytes, other: bytes) -> Iterator[int]:
    """Yield the one-based numbers of the lines that differ in texts of as many lines."""
    pairs = zip(one.split(b"\n"), other.split(b"\n"), strict=True)
    yield from (number for number, (left, right) in enumerate(pairs, 1) if left != right)


EXPLAINED = {
    "made by a macro": "as many tables as the macro has uses, whose names are put together",
    "is assigned": "written at run time",
    "its address is cast to (struct file_operations *)": "the caller takes a writable one",
    "a macro has its name": "a macro stands for another table in some configuration",
    "a struct that is not known here": "a macro's compound literal, or a member that an #ifdef declares twice",
}


def test_the_const_of_612_is_found_again(kernel: Path) -> None:
    sources = sources_of_folder(kernel)
    stripped = {path: without_const(path, data) for path, data in sources.items()}
    layers = {path: Layer(text) for path, (text, taken) in stripped.items() if taken}
    tree = OverlayTree(DirectoryTree(kernel), layers)
    plan = make_plan(survey_tree(tree, parse_semantic_patch(RULE.read_bytes(), "rule.py", "const-ops")))
    after = edited(tree, plan)
    taken = [declaration for _, found in stripped.values() for declaration in found]
    missing = [
        (path, line)
        for path in sorted({*layers, *after})
        for line in differing_lines(sources[path], after.get(path, layers[path].content or b""))
    ]
    assert len(taken) > 2000
    assert len(missing) <= 0.02 * len(taken)
    lost = [declaration for declaration in taken if (declaration.path, declaration.line) in set(missing)]
    assert len(lost) == len(missing)  # nothing but the const of a table differs
    reasons = Counter(_reason(declaration, plan) for declaration in lost)
    print(f"{len(taken) - len(lost)} of {len(taken)} found again; not found: {dict(reasons)}")
    assert "" not in reasons


def _reason(declaration: Declaration, plan: Plan) -> str:
    """Return why a declaration did not become const again, or an empty text."""
    tables = [planned for planned in plan.tables if planned.table.variable == declaration.name]
    own = [planned for planned in tables if planned.table.path == declaration.path]
    meant = own or [planned for planned in tables if not planned.table.static]
    if not meant:
        return "no table of this name has an initializer that is read"
    refused = [planned.reason for planned in meant if planned.verdict is Verdict.UNSUPPORTED]
    return next((word for word in EXPLAINED for why in refused if word in why), "")


# --- what became of the tables of 2.6.31 ---

ALSO_CHANGED_BY_HAND = {
    "drivers/scsi/sg.c": "a member of struct sg_proc_leaf became const with them",
    "include/linux/fs.h": "made by a macro",
    "arch/powerpc/platforms/cell/spufs/file.c": "made by a macro",
}
TEXT_DIFFERS = {"arch/cris/arch-v32/drivers/mach-fs/gpio.c": "became static too"}


@pytest.fixture(scope="module")
def old_plan(history: Path) -> Any:
    done = ckptgen("-C", history, "--ref", "v2.6.31", "-p", "const-ops", "plan", "--format", "json")
    assert done.code == 0, done.said
    return done.json


def declarations_of(text: bytes, name: str) -> list[bytes]:
    """Return how a text defines the table of this name, its white space folded."""
    pattern = re.compile(
        rb"^[ \t]*((?:(?:static|const)\s+)*struct\s+file_operations\s+" + re.escape(name.encode()) + rb"\s*=)",
        re.MULTILINE,
    )
    return [b" ".join(match[1].split()) for match in pattern.finditer(text)]


def test_2631_becomes_const_as_people_made_it(history: Path, old_plan: Any) -> None:
    before, later = sources_of_revision(history, "v2.6.31"), sources_of_revision(history, "v2.6.33")
    same, open_ones = 0, []
    for table in old_plan["tables"]:
        if table["verdict"] == "nothing":
            continue
        path, name = table["path"], table["name"]
        people = declarations_of(later.get(path, b"").replace(b"\\\n", b"\n"), name)
        if not people or not all(b"const struct" in each for each in people):
            continue
        ours = [
            each.replace(b"struct", b"const struct")
            for each in declarations_of(before[path].replace(b"\\\n", b"\n"), name)
        ]
        explained = ALSO_CHANGED_BY_HAND if table["verdict"] == "unsupported" else TEXT_DIFFERS
        if table["verdict"] == "constify" and ours == people:
            same += 1
        elif path not in explained:
            open_ones.append(table["path"] + ":" + name)
    assert open_ones == []
    assert same >= 70


@pytest.fixture(scope="module")
def applied(history: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Finished]:
    """A work tree of v2.6.31 with the series applied by git am, and the run that wrote it."""
    folder = tmp_path_factory.mktemp("const")
    done = ckptgen(
        *("-C", history, "--ref", "v2.6.31", "-p", "const-ops"), "series", "-o", folder / "out", "--signoff", AUTHOR
    )
    assert done.code == 0, done.said
    git(folder, "clone", "--quiet", "--shared", "--branch", "v2.6.31", str(history), "tree")
    git(folder / "tree", "am", "--quiet", *map(str, sorted((folder / "out").glob("*.patch"))[1:]))
    return folder / "tree", done


def test_the_series_applies_and_planned_again_changes_nothing(applied: tuple[Path, Finished], old_plan: Any) -> None:
    tree, _ = applied
    before, again = old_plan, ckptgen("-C", tree, "-p", "const-ops", "plan", "--format", "json").json
    verdicts = [Counter(table["verdict"] for table in plan["tables"]) for plan in (before, again)]
    assert verdicts[0]["constify"] > 90
    assert verdicts[1]["constify"] == 0
    assert verdicts[1]["unsupported"] == verdicts[0]["unsupported"]
    assert verdicts[1]["nothing"] == verdicts[0]["nothing"] + verdicts[0]["constify"]


def test_the_series_says_const_and_nothing_else(applied: tuple[Path, Finished]) -> None:
    tree, _ = applied
    diff = git(tree, "diff", "-U0", "v2.6.31").splitlines()
    removed = [line[1:] for line in diff if re.match(rb"-(?!--)", line)]
    added = [line[1:] for line in diff if re.match(rb"\+(?!\+\+)", line)]
    assert [line.replace(b"const struct", b"struct", 1) for line in added] == removed
