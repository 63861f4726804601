"""Several changes of one semantic patch: what they make of a table together, and of files, lists and decisions."""

from collections.abc import Iterable, Sequence

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ckptgen.plan.build import make_plan
from ckptgen.plan.model import CHANGED, Plan, Verdict
from ckptgen.plan.survey import survey_tree
from ckptgen.rewrite.model import apply_splices, splices_by_path
from ckptgen.sempatch.reader import parse_semantic_patch
from ckptgen.tree.memory import MemoryTree

FIELDS = ("owner", "llseek", "read", "write", "mmap", "mmap_prepare", "open", "fsync", "setlease")
HEADER = "\n".join(["struct file_operations {", *(f"\tint (*{field})(void);" for field in FIELDS), "};", ""])
CHANGES = (
    'add("fsync", "noop_fsync")',
    'remove("llseek", was="no_llseek")',
    'replace("read", "new_read", was="old_read")',
    'rename("mmap", "mmap_prepare", value="new_prepare")',
    'move("open", place=after("owner"))',
)
"""No two of them are about one field: then it is the same to make them at once and one after the other."""
VALUES = {
    "owner": "THIS_MODULE",
    "llseek": "no_llseek",
    "read": "old_read",
    "write": "x_write",
    "mmap": "x_mmap",
    "open": "x_open",
    "setlease": "x_lease",
}


def planned(files: dict[str, bytes], changes: Sequence[str], more: str = "") -> Plan:
    listed = ", ".join(changes)
    rule = f'''"""Do it."""

struct = "file_operations"
change = [{listed}]
qualifies = always
allow = everywhere
{more}'''
    patch = parse_semantic_patch(rule.encode(), "rule.py", "rule")
    return make_plan(survey_tree(MemoryTree("tree", files), patch))


def made(files: dict[str, bytes], plan: Plan) -> dict[str, bytes]:
    """Return the files with every edit of the plan."""
    made = splices_by_path(plan.edits)
    return {path: apply_splices(data, made.get(path, ())) for path, data in files.items()}


def tree_of(*tables: str) -> dict[str, bytes]:
    source = "#include <linux/fs.h>\n\n" + "\n".join(tables)
    return {"include/linux/fs.h": HEADER.encode(), "fs/x/file.c": source.encode()}


def table_of(name: str, fields: Iterable[str], comma: str = ",", pad: str = " ") -> str:
    entries = ",\n".join(f"\t.{field}{pad}= {VALUES[field]}" for field in fields)
    return f"static const struct file_operations {name} = {{\n{entries}{comma if entries else ''}\n}};\n"


@settings(max_examples=150, deadline=None)
@given(
    fields=st.lists(
        st.permutations(sorted(VALUES)).flatmap(lambda p: st.integers(1, len(p)).map(lambda n: p[:n])),
        min_size=1,
        max_size=3,
    ),
    changes=st.permutations(CHANGES).flatmap(lambda p: st.integers(1, len(p)).map(lambda n: p[:n])),
    comma=st.sampled_from(["", ","]),
    pad=st.sampled_from([" ", "\t", "\t\t"]),
)
def test_together_they_make_what_each_makes_after_the_one_before(
    fields: list[list[str]], changes: list[str], comma: str, pad: str
) -> None:
    files = tree_of(*(table_of(f"t{number}_ops", each, comma, pad) for number, each in enumerate(fields)))
    plan = planned(files, changes)
    refused = [table.reason for table in plan.tables if table.verdict is Verdict.UNSUPPORTED]
    known = ("touches the same text", "no entry would be left")
    assert all(any(each in reason for each in known) for reason in refused)
    assume(not refused)
    in_turn = files
    for change in changes:
        in_turn = made(in_turn, planned(in_turn, [change]))
    assert made(files, plan) == in_turn
    # A table stands in the plan once for each change, and is done when all are made.
    assert len(plan.tables) == len(fields) * len(changes)
    assert not [table for table in planned(in_turn, changes).tables if table.verdict in CHANGED]


def test_each_change_asks_its_own_predicate() -> None:
    files = tree_of(table_of("a_ops", ["llseek", "read"]), table_of("b_ops", ["llseek", "write"]))
    changes = ['remove("llseek", was="no_llseek", where=has("write"))', 'replace("read", "new_read")']
    verdicts = {(t.table.name, t.step): t.verdict for t in planned(files, changes).tables}
    assert verdicts == {
        ("a_ops", 0): Verdict.NOTHING,
        ("a_ops", 1): Verdict.REPLACE,
        ("b_ops", 0): Verdict.REMOVE,
        ("b_ops", 1): Verdict.NOTHING,
    }


def test_changes_of_one_entry_that_cannot_follow_each_other_are_refused() -> None:
    files = tree_of(table_of("a_ops", ["read", "write"]))
    first, second = planned(files, ['replace("read", "new_read")', 'remove("read")']).tables
    assert (first.verdict, second.verdict) == (Verdict.REPLACE, Verdict.UNSUPPORTED)
    assert "qualifies" in second.reason
    assert b"new_read" in made(files, planned(files, ['replace("read", "new_read")', 'remove("read")']))["fs/x/file.c"]


def test_an_include_that_two_changes_need_is_made_once() -> None:
    files = tree_of(table_of("a_ops", ["read"]), table_of("b_ops", ["read"]))
    include = 'include="<linux/filelock.h>"'
    changes = [f'add("setlease", "generic_setlease", {include})', f'replace("read", "new_read", {include})']
    after = made(files, planned(files, changes))["fs/x/file.c"]
    assert after.count(b"#include <linux/filelock.h>\n") == 1


def test_a_decision_to_leave_a_table_alone_says_nothing_where_no_change_is_about_it() -> None:
    files = tree_of(table_of("a_ops", ["read"]), table_of("b_ops", ["llseek"]))
    decisions = 'decisions = {"fs/x/file.c:a_ops": exclude("not yet"), "fs/x/file.c:b_ops": exclude("not yet")}\n'
    verdicts = {t.table.name: t.verdict for t in planned(files, ['remove("llseek")'], decisions).tables}
    assert verdicts == {"a_ops": Verdict.NOTHING, "b_ops": Verdict.DENY}


def test_an_owner_that_a_condition_names_and_the_tree_has_not_is_told() -> None:
    files = tree_of(table_of("a_ops", ["llseek"]))
    plan = planned(files, ['remove("llseek", where=not belongs_to("x", "nowhere"))'])
    assert [table.verdict for table in plan.tables] == [Verdict.NOTHING]
    assert plan.stale == ("belongs_to: nowhere is not in this tree",)
