"""Where code names a member outside the tables."""

from pathlib import Path

import pytest

from ckptgen.plan.build import make_plan
from ckptgen.plan.model import Plan
from ckptgen.plan.survey import survey_trees
from ckptgen.report.plan import plan_json, summary_lines
from ckptgen.sempatch.reader import parse_semantic_patch
from ckptgen.tree.directory import DirectoryTree

HEADER = "struct demo_operations {\n\tint (*open)(void);\n\tint (*begin)(void);\n};\n"
TABLE = "static struct demo_operations table = {\n\t.open = demo_open,\n\t.begin = demo_begin,\n};\n"


def plans(root: Path, code: str, *changes: str) -> list[Plan]:
    (root / "include").mkdir()
    (root / "include/demo.h").write_text(HEADER)
    (root / "demo.c").write_text(TABLE)
    (root / "other.c").write_text(code)
    text = '"""Test."""\nstruct = "demo_operations"\nchange = {}\nqualifies = always\nallow = everywhere\n'
    patches = [parse_semantic_patch(text.format(change).encode(), "rule.py", "rule") for change in changes]
    return [make_plan(survey) for survey in survey_trees(DirectoryTree(root), patches)]


def lines(root: Path, code: str) -> list[int]:
    (plan,) = plans(root, code, 'remove("open")')
    return [place.line for place in plan.elsewhere]


@pytest.mark.parametrize(
    "code",
    [
        "void f(void) { p->open = g; }",
        "void f(void) { return p -> open(1); }",
        "void f(void) { x.open = g; }",
        "void f(void) { table[1].open = g; }",
        "void f(void) { p->ops.open = g; }",
        "void f(void) { get(p)->ops[2].open = g; }",
        "#define OPEN(p) ((p)->open)",
    ],
)
def test_it_is_named(tmp_path: Path, code: str) -> None:
    assert lines(tmp_path, f"int a;\n{code}\n") == [2]


@pytest.mark.parametrize(
    "code",
    [
        "/* p->open, x.open = g */",
        'char *s = "p->open";',
        "#if 0\nint a = p->open;\n#endif",
        "int a = p->opened;",
        "int a = x.open == g;",
        "struct other o = { .open = g, .ops.open = h, [1].open = i, [A].open = j };",
        "struct other o = {\n\tMACRO\n\t.open = g,\n};",
        "struct other o = {\n\tMACRO(a)\n\t.open = g,\n};",
        "struct other o = { open: g };",
        "#define OPEN .open = g",
        "#define OPEN(f) .open = f",
        "#define OPEN(f) .begin = f, .open = f",
    ],
)
def test_it_is_not_named(tmp_path: Path, code: str) -> None:
    assert lines(tmp_path, f"{code}\n") == []


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ('remove("open")', ["open"]),
        ('replace("open", "other")', ["open"]),
        ('rename("open", "begin")', ["open"]),
        ('add("begin", "other")', []),
        ('move("open", place=last())', []),
    ],
)
def test_what_takes_entries_away_or_gives_them_another_value_is_told(
    tmp_path: Path, change: str, fields: list[str]
) -> None:
    (plan,) = plans(tmp_path, "void f(void) { p->open = p->begin; }\n", change)
    assert [place.field for place in plan.elsewhere] == fields


def test_each_semantic_patch_has_its_own(tmp_path: Path) -> None:
    found = plans(tmp_path, "void f(void) {\n\tp->open = 1;\n\tp->begin = 2;\n}\n", 'remove("open")', 'remove("begin")')
    assert [[place.line for place in plan.elsewhere] for plan in found] == [[2], [3]]


def test_in_text_the_first_and_in_json_all(tmp_path: Path) -> None:
    (plan,) = plans(tmp_path, "void f(void) {\n" + "\tp->open = 1;\n" * 5 + "}\n", 'remove("open")')
    assert list(summary_lines(plan))[-1] == (
        "elsewhere: 5 places name ->open or .open = (type not checked): other.c:2, other.c:3, other.c:4, ... (+2 more)"
    )
    places = plan_json(plan)["elsewhere"]
    assert places == [{"field": "open", "path": "other.c", "line": at, "text": "p->open = 1;"} for at in range(2, 7)]


def test_one_place(tmp_path: Path) -> None:
    (plan,) = plans(tmp_path, "void f(void) { p->open = 1; }\n", 'remove("open")')
    assert list(summary_lines(plan))[-1] == "elsewhere: 1 place names ->open or .open = (type not checked): other.c:1"
