"""What a plan costs grows with the work, not with its square: tables of a file, changes, structs around a struct."""

import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ckptgen.bounds import MOST_STEPS
from ckptgen.csource.text import SourceText
from ckptgen.plan import editing
from ckptgen.plan.build import make_plan
from ckptgen.plan.collect import collect_tables
from ckptgen.plan.editing import Outcome
from ckptgen.plan.survey import survey_tree
from ckptgen.sempatch.reader import read_semantic_patch
from ckptgen.tree.directory import DirectoryTree
from tests.plan.trees import write_tree

HEADER = "struct file_operations {{\n{}}};\n"
MOST = 1.3
"""The fitted exponent; 1.0 is in proportion, 2.0 the square. Above 1.2, as these runs are short."""


def fitted(run: Callable[[int], None], sizes: tuple[int, ...]) -> float:
    """Return the exponent of the growth of the processor time from the smallest size to the largest."""

    def seconds(size: int) -> float:
        start = time.process_time()
        run(size)
        return time.process_time() - start

    run(sizes[0])
    small, large = (min(seconds(size) for _ in range(3)) for size in (sizes[0], sizes[-1]))
    return math.log(large / small) / math.log(sizes[-1] / sizes[0])


def rule(tmp_path: Path, changes: list[str]) -> Path:
    path = tmp_path / "rule.py"
    said = changes[0] if len(changes) == 1 else "[" + ", ".join(changes) + "]"
    path.write_text(
        f'"""Probe.\n\nProbe.\n"""\n\nstruct = "file_operations"\n\nchange = {said}\n\nqualifies = always\n\n'
        "allow = everywhere\n"
    )
    return path


def planned(folder: Path, path: Path, edits: int) -> None:
    patch = read_semantic_patch(path, "rule")
    plan = make_plan(survey_tree(DirectoryTree(folder, 1), patch))
    assert sum(len(table.edits) for table in plan.tables) == edits


@pytest.mark.parametrize(
    "element",
    ["\t{ .llseek = a, .open = b },\n", "\t{\n\t\t.llseek = a,\n\t\t.open = b,\n\t},\n"],
    ids=["line", "lines"],
)
def test_tables_of_one_file(tmp_path: Path, element: str) -> None:
    members = "".join(f"\tint (*{name})(void);\n" for name in ("llseek", "open", "release"))
    path = rule(tmp_path, ['add("release", "generic_release")'])

    def run(count: int) -> None:
        files = {
            "include/linux/fs.h": HEADER.format(members),
            "drivers/a.c": "static struct file_operations x[] = {\n" + element * count + "};\n",
        }
        write_tree(tmp_path / str(count), files)
        planned(tmp_path / str(count), path, count)

    assert fitted(run, (125, 500, 1000)) <= MOST


def test_changes_of_one_semantic_patch(tmp_path: Path) -> None:
    members = "".join(f"\tint (*m{number})(void);\n" for number in range(64))
    entries = "".join(f"\t.m{number} = f{number},\n" for number in range(64))
    tables = "".join(f"static struct file_operations x{number} = {{\n{entries}}};\n" for number in range(10))
    write_tree(tmp_path / "tree", {"include/linux/fs.h": HEADER.format(members), "drivers/a.c": tables})

    def run(count: int) -> None:
        changes = [f'replace("m{number}", "g{number}", was="f{number}")' for number in range(count)]
        planned(tmp_path / "tree", rule(tmp_path, changes), 10 * count)

    assert fitted(run, (8, 32, 64)) <= MOST


def test_structs_around_a_struct(tmp_path: Path) -> None:
    def run(count: int) -> None:
        headers = "".join(f"struct dev{number} {{ struct file_operations fops; }};\n" for number in range(count))
        files = {
            "include/linux/fs.h": HEADER.format("\tint (*open)(void);\n") + headers,
            **{
                f"drivers/d{number}.c": f"static struct dev{number} d = {{\n\t.fops = {{ .open = f }},\n}};\n"
                for number in range(count)
            },
        }
        write_tree(tmp_path / str(count), files)
        assert len(collect_tables(DirectoryTree(tmp_path / str(count), 1), "file_operations").tables) == count

    assert fitted(run, (50, 200, 400)) <= MOST


def test_an_edit_that_takes_too_much_work_fails_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bound on the work for one file holds for its edits too, and the other files' edits go on."""
    real = editing._edit

    def costly(text: SourceText, *rest: Any) -> Outcome:
        if text.path == "drivers/a.c":
            text.spend(MOST_STEPS + 1)
        return real(text, *rest)

    monkeypatch.setattr(editing, "_edit", costly)
    table = "static struct file_operations {} = {{\n\t.open = f,\n}};\n"
    files = {"include/linux/fs.h": HEADER.format("\tint (*open)(void);\n\tint (*release)(void);\n")}
    files |= {f"drivers/{name}.c": table.format(name) for name in "ab"}
    write_tree(tmp_path / "tree", files)
    patch = read_semantic_patch(rule(tmp_path, ['add("release", "g")']), "rule")
    plan = make_plan(survey_tree(DirectoryTree(tmp_path / "tree", 1), patch))
    assert [(planned.table.name, str(planned.verdict)) for planned in plan.tables] == [
        ("a", "unsupported"),
        ("b", "add"),
    ]
    assert "more than" in plan.tables[0].reason
