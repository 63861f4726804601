"""The rules that are exported: spatch takes them, and they say no less than the semantic patch."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckptgen.cli.main import run
from ckptgen.sempatch.conditions import Always, And, Equals, Has, Lacks, Not, OneOf, Or, Predicate, Seekable
from ckptgen.smpl.changing import PHASE
from ckptgen.smpl.clauses import MOST_CLAUSES, Clauses, clauses_of
from tests.paths import ROOT, SAMPLE
from tests.smpl.tools import FOLDERS
from tests.tools import require

SHIPPED = sorted((ROOT / "patches").glob("*/rule.py"))
RULES = [*SHIPPED, *(folder / "rule.py" for folder in FOLDERS)]


@pytest.mark.parametrize("rule", RULES, ids=lambda path: path.parent.name)
def test_spatch_takes_the_rules(rule: Path, tmp_path: Path) -> None:
    (program,) = require("spatch")
    script = tmp_path / "rule.cocci"
    assert run(["-C", str(SAMPLE), "-p", str(rule), "export", "--smpl", "-o", str(script)]) == 0
    # As the file's own comment says: without it there may be nothing to do, which is an error to spatch.
    define = ["-D", PHASE] if f"-D {PHASE}" in script.read_text() else []
    done = subprocess.run(
        [program, *define, "--parse-cocci", str(script)], cwd=tmp_path, capture_output=True, check=False
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    # A word that the rules use and do not declare is taken for one of the tree's, with a warning.
    assert b"should" not in said, said


def test_without_a_tree_the_order_is_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["-p", "setlease", "export", "--smpl"]) == 0
    assert "declared order is left out, with no tree at hand" in " ".join(capsys.readouterr().out.split("\n// "))


def test_a_tree_that_is_asked_for_must_be_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", str(tmp_path), "export", "--smpl"]) == 2
    assert "is not a kernel tree" in capsys.readouterr().err


def test_what_smpl_cannot_say_at_all_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rule = tmp_path / "rule.py"
    rule.write_text('"""Move."""\n\nstruct = "file_operations"\nchange = move("read")\nqualifies = always\n')
    for command in (["export", "--smpl"], ["crosscheck"]):
        if command == ["crosscheck"]:
            require("spatch")
        assert run(["-C", str(SAMPLE), "-p", str(rule), *command]) == 2
        assert "SmPL can say nothing of" in capsys.readouterr().err


FIELDS, VALUES = st.sampled_from("ab"), st.sampled_from("xyz")
CONDITIONS: st.SearchStrategy[Predicate] = st.one_of(
    st.just(Always()),
    st.just(Seekable()),
    st.builds(Has, FIELDS),
    st.builds(Lacks, FIELDS),
    st.builds(Equals, FIELDS, VALUES),
    st.builds(OneOf, FIELDS, st.lists(VALUES, min_size=1).map(tuple)),
)
PREDICATES = st.recursive(
    CONDITIONS, lambda each: st.one_of(st.builds(Not, each), st.builds(And, each, each), st.builds(Or, each, each))
)


def holds(predicate: Predicate, table: Mapping[str, str], *, seeks: bool) -> bool:
    match predicate:
        case Not(operand):
            return not holds(operand, table, seeks=seeks)
        case And(left, right):
            return holds(left, table, seeks=seeks) and holds(right, table, seeks=seeks)
        case Or(left, right):
            return holds(left, table, seeks=seeks) or holds(right, table, seeks=seeks)
        case Has() | Lacks() | Equals() | OneOf():
            return asks(predicate, table.get(predicate.field))
    return seeks or isinstance(predicate, Always)


def asks(condition: Has | Lacks | Equals | OneOf, value: str | None) -> bool:
    match condition:
        case Has():
            return value is not None
        case Lacks():
            return value is None
        case Equals():
            return value == condition.value
        case OneOf():
            return value in condition.values


def said(clauses: Clauses, table: Mapping[str, str]) -> bool:
    return any(
        all(
            literal.present
            == (literal.field in table and (not literal.values or table[literal.field] in literal.values))
            for literal in clause
        )
        for clause in clauses.alternatives
    )


@given(PREDICATES, st.dictionaries(FIELDS, VALUES), st.booleans())
def test_the_rules_are_for_no_fewer_tables(predicate: Predicate, table: Mapping[str, str], seeks: bool) -> None:
    clauses = clauses_of(predicate)
    assert len(clauses.alternatives) <= MOST_CLAUSES
    if not clauses.left_out:
        assert said(clauses, table) == holds(predicate, table, seeks=seeks)
    elif holds(predicate, table, seeks=seeks):
        assert said(clauses, table)
