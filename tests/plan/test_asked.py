"""Each folder of ``cases/asked``: a small tree, changes, and how each table of it ends for each of them."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ckptgen.cli.audit import audited
from ckptgen.plan.build import make_plan
from ckptgen.plan.model import PlannedTable
from ckptgen.plan.survey import survey_trees
from ckptgen.report.audit import audit_lines
from ckptgen.sempatch.reader import parse_semantic_patch
from ckptgen.tree.directory import DirectoryTree
from tests.paths import CASES

FOLDERS = sorted((CASES / "asked").iterdir())
RULE = '''"""Test."""

struct = "demo_operations"
change = {}
qualifies = always
allow = everywhere
'''
FIELD = "open"


def verdicts(folder: Path) -> Iterator[str]:
    """Yield each change with the verdicts of all tables, and how the audit tells that they have the field."""
    changes = (folder / "changes.txt").read_text().splitlines()
    patches = [parse_semantic_patch(RULE.format(change).encode(), "rule.py", "rule") for change in changes]
    tree = DirectoryTree(folder / "tree")
    for change, survey in zip(changes, survey_trees(tree, patches), strict=True):
        yield change
        yield from (f"    {ended(planned)}" for planned in make_plan(survey).tables)
    yield f"audit of .{FIELD}"
    yield from (f"    {line}" for line in audit_lines(audited(tree, "demo_operations", FIELD, []), every=True))


def ended(planned: PlannedTable) -> str:
    """Return how a table ends, with the places in its own file by their lines."""
    path = planned.table.path
    places = dict.fromkeys(each.place.removeprefix(f"{path}:") for each in planned.evidence if each.kind != "list")
    behind = f" ({', '.join(places)})" if places else ""
    return f"{planned.verdict:<11} {planned.table.name}: {planned.reason.replace(f'{path}:', '')}{behind}"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_verdicts(folder: Path) -> None:
    found = "".join(f"{line}\n" for line in verdicts(folder))
    file = folder / "verdicts.txt"
    if os.environ.get("CKPTGEN_REGEN"):
        file.write_text(found)
    assert found == file.read_text()
