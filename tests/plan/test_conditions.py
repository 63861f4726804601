"""Each folder of ``cases/conditions``: a small tree, conditions, and what each of them answers for each table of it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ckptgen.plan.answers import Answer
from ckptgen.plan.explain import explain_table
from ckptgen.plan.predicates import evaluate
from ckptgen.plan.survey import Survey, survey_tree, survey_trees
from ckptgen.report.plan import explanation_lines
from ckptgen.sempatch.conditions import WORDS, conditions
from ckptgen.sempatch.model import SemanticPatch
from ckptgen.sempatch.reader import parse_semantic_patch
from ckptgen.tree.directory import DirectoryTree
from ckptgen.tree.memory import MemoryTree
from tests.paths import CASES

FOLDERS = sorted(path for path in (CASES / "conditions").iterdir() if path.is_dir())
WHOLE = CASES / "conditions" / "all"
"""The case whose conditions make one predicate, which is explained."""
RULE = '''"""Test."""

struct = "demo_operations"
change = add("mark", "generic_mark")
qualifies = (
{}
)
allow = ["listed"]
'''
SAID = {True: "yes", False: "no", None: "unclear"}


def predicates(folder: Path) -> list[str]:
    """Return the predicates of a case: each line that is no comment is one."""
    text = (folder / "conditions.txt").read_text()
    return [text.rstrip()] if folder == WHOLE else [line for line in text.splitlines() if not line.startswith("#")]


def patch_of(predicate: str) -> SemanticPatch:
    return parse_semantic_patch(RULE.format(predicate).encode(), "rule.py", "rule")


def surveys(folder: Path) -> Iterator[Survey]:
    return survey_trees(DirectoryTree(folder / "tree"), [patch_of(each) for each in predicates(folder)])


def answered(path: str, name: str, answer: Answer) -> str:
    """Return a table's answer in one line, with the lines of its own file and the places elsewhere."""
    places = (each.place.removeprefix(f"{path}:") for each in answer.evidence)
    behind = ", ".join(dict.fromkeys(places))
    return f"{SAID[answer.holds]:<7} {path}:{name}: {answer.why}" + (f" ({behind})" if behind else "")


def answers(folder: Path) -> str:
    lines = []
    for text, survey in zip(predicates(folder), surveys(folder), strict=True):
        lines.append(text.rstrip())
        for facts in survey.facts.tables:
            answer = evaluate(survey.patch.qualifies, facts, survey.judge.absent)
            lines.append(f"    {answered(facts.table.path, facts.table.name, answer)}")
    return "\n".join(lines) + "\n"


def explained(folder: Path) -> str:
    (survey,) = surveys(folder)
    keys = dict.fromkeys((facts.table.path, facts.table.name) for facts in survey.facts.tables)
    found = (each for key in keys for each in explain_table(survey, *key))
    return "".join(f"{line}\n" for each in found for line in explanation_lines(each))


def held_against(file: Path, found: str) -> None:
    if os.environ.get("CKPTGEN_REGEN"):
        file.write_text(found)
    assert found == file.read_text()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_answers(folder: Path) -> None:
    held_against(folder / "answers.txt", answers(folder))


def test_explanation() -> None:
    held_against(WHOLE / "explained.txt", explained(WHOLE))


def test_every_condition_is_explained() -> None:
    (text,) = predicates(WHOLE)
    assert {type(each) for each in conditions(patch_of(text).qualifies)} == set(WORDS.values())


def test_the_handlers_of_a_table_in_a_struct_of_a_header_are_read() -> None:
    """The first pass does not know the table yet: its file is read once more for the functions that it names."""
    files = {
        "include/linux/fs.h": b"struct demo_operations {\n\tint (*open)(void);\n};\n",
        "include/linux/box.h": b"struct box {\n\tstruct demo_operations fops;\n};\n",
        "drivers/a.c": b"static int a_open(void)\n{\n\treturn wanted();\n}\n"
        b"static struct box a = {\n\t.fops = {\n\t\t.open = a_open,\n\t},\n};\n",
    }
    survey = survey_tree(MemoryTree("linux", files), patch_of('calls("open", "wanted")'))
    (facts,) = survey.facts.tables
    assert evaluate(survey.patch.qualifies, facts, survey.judge.absent).holds is True
