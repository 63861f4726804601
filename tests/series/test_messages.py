"""What the patches and the cover letter say."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckptgen.plan.model import Plan, PlannedTable, Region, Verdict
from ckptgen.sempatch.model import Action, Add, Decision, DeclaredOrder
from ckptgen.series.commits import write_series
from ckptgen.series.cover import MEANINGS, cover_facts, cover_texts
from ckptgen.series.drafts import draft_series
from ckptgen.series.messages import SUBJECT_WIDTH, patch_facts, patch_texts
from ckptgen.series.templates import TemplateError, Templates
from ckptgen.series.wording import (
    WIDTH,
    command_lines,
    enumerate_words,
    fill,
    operations_noun,
    pack,
    reflow,
    shown,
    tidy,
)

from .plans import PLAN, RULE, contents, options, planned

CASES = Path(__file__).parent.parent / "cases" / "series"
COMMAND = "ckptgen series -p checkpoint --signoff --date 1281207600 --output out linux-6.12"


def texts(*tables: PlannedTable, plan: Plan = PLAN, group: str | None = None) -> tuple[str, str]:
    plan = replace(plan, tables=tables)
    return patch_texts(Templates(), patch_facts(plan, tables[0].group if group is None else group, tables))


def letter(plan: Plan = PLAN, command: str = "") -> str:
    draft = draft_series(plan, contents, options(command=command))
    assert draft is not None
    return cover_texts(Templates(), cover_facts(plan, draft.patches, command=command))[1]


@pytest.mark.parametrize(("name", "number"), [("cover.patch", 0), ("shared.patch", 1), ("filesystem.patch", 4)])
def test_the_whole_text(name: str, number: int) -> None:
    draft = draft_series(PLAN, contents, options(signoff=True, command=COMMAND))
    assert draft is not None
    written = write_series(draft).files[number][1]
    if os.environ.get("CKPTGEN_REGEN"):
        (CASES / name).write_bytes(written)
    assert written == (CASES / name).read_bytes()


# --- subjects ---


@pytest.mark.parametrize(
    ("flags", "noun"),
    [
        ((False,), "file operations"),
        ((True,), "directory operations"),
        ((True, False), "file and directory operations"),
    ],
)
def test_files_and_directories_in_the_subject(flags: tuple[bool, ...], noun: str) -> None:
    tables = [planned("fs/adfs/dir.c", f"t{n}", directory=flag) for n, flag in enumerate(flags)]
    assert texts(*tables)[0] == f"adfs: add .checkpoint to {noun}"


@pytest.mark.parametrize(
    ("struct", "noun"),
    [
        ("vm_operations_struct", "vm operations"),
        ("inode_operations", "inode operations"),
        ("super_operations", "super operations"),
        ("dev_pm_ops", "dev pm ops"),
        ("file", "file"),
    ],
)
def test_other_structs_in_the_subject(struct: str, noun: str) -> None:
    assert operations_noun(struct, [True, False]) == noun


def test_the_prefix_of_a_shared_table_is_its_folder() -> None:
    tables = [
        planned("fs/notify/group.c", "one_fops", group="one_fops"),
        planned("top.c", "b", filesystem="x", group="b"),
    ]
    assert texts(tables[0])[0] == "fs/notify: add .checkpoint to one_fops"
    assert texts(tables[1])[0] == "top: add .checkpoint to b"


def test_the_prefix_of_a_single_patch_over_several_folders() -> None:
    tables = [planned("fs/a/a.c", "a"), planned("mm/shmem.c", "b")]
    assert texts(*tables, group="")[0] == "treewide: add .checkpoint to file operations"


def test_a_long_subject_is_shortened() -> None:
    name = "a_filesystem_of_a_very_long_name"
    subject = texts(
        planned("fs/a/a.c", "a", filesystem=name), planned("fs/a/a.c", "b", filesystem=name, directory=True)
    )[0]
    assert subject == f"{name}: add .checkpoint"
    assert len(f"{name}: add .checkpoint to file and directory operations") > SUBJECT_WIDTH


def test_an_opt_out() -> None:
    decision = Decision("fs/a/a.c", "a_fops", Action.OPT_OUT, "its files cannot be saved.", 1)
    plan = replace(PLAN, patch=replace(RULE, decisions=(decision,)))
    subject, body = texts(planned("fs/a/a.c", "a_fops", Verdict.OPT_OUT), plan=plan)
    assert subject == "a: opt file operations out of .checkpoint"
    assert body == (
        "Set .checkpoint = NULL in a_fops in fs/a/a.c.\n\na_fops opts out by decision (its files cannot be saved)."
    )


def test_both_kinds_in_one_patch() -> None:
    subject, body = texts(planned("fs/a/a.c", "one"), planned("fs/a/a.c", "two", Verdict.OPT_OUT, directory=True))
    assert subject == "a: add .checkpoint to file operations"
    assert "Add .checkpoint = generic_file_checkpoint to one in fs/a/a.c.\n\nSet .checkpoint = NULL in two" in body


def test_two_entries() -> None:
    changes = (*RULE.changes, Add("collect", "generic_file_collect", DeclaredOrder(), 4))
    plan = replace(PLAN, patch=replace(RULE, changes=changes))
    table = planned("fs/a/a.c", "a")
    subject, body = texts(table, plan=plan)
    assert subject == "a: add .checkpoint to file operations"
    assert "Add .checkpoint = generic_file_checkpoint to a in" in body
    subject, body = texts(replace(table, step=1), plan=plan)
    assert subject == "a: add .collect to file operations"
    assert "Add .collect = generic_file_collect to a in" in body


def test_every_patch_says_which_tables_get_what() -> None:
    draft = draft_series(PLAN, contents, options())
    assert draft is not None
    for patch in draft.patches:
        assert ".checkpoint = generic_file_checkpoint" in patch.body
        for key in patch.tables:
            path, _, name = key.partition(":")
            assert path in patch.body
            assert name in patch.body


def test_a_path_that_cannot_be_shown_is_escaped() -> None:
    assert "in fs/a/\\udcff\\n.c." in texts(planned("fs/a/\udcff\n.c", "a"))[1]


def test_no_word_of_the_shipped_rule_outside_it() -> None:
    root = Path(__file__).parent.parent.parent
    for path in [*root.glob("templates/*.txt.j2"), *root.glob("ckptgen/series/*.py")]:
        assert "checkpoint" not in path.read_text()


# --- the cover letter ---


def test_the_counts_of_the_letter_add_up() -> None:
    facts = cover_facts(PLAN, (), command="")
    assert sum(count.tables for count in facts.summary) == facts.total == len(PLAN.tables)
    assert set(MEANINGS) == set(Verdict)


def test_no_line_of_the_letter_is_too_wide() -> None:
    many = tuple(planned(f"fs/x{n}/a.c", "a", Verdict.TODO) for n in range(40))
    text = letter(replace(PLAN, tables=(*PLAN.tables, *many)), "ckptgen " + "--option " * 30)
    assert max(map(len, text.split("\n"))) <= WIDTH
    assert "x39 (1)" in text


def test_tables_outside_fs_are_counted_by_folder_only() -> None:
    text = letter()
    assert "outside fs/: drivers (2), sound (1)" in text
    assert "drivers/char" not in text


def test_reasons_are_those_of_the_lists() -> None:
    text = letter()
    assert "  afs (1)\n  nfs (1): lacks support for its /proc files\n" in text
    assert "  ext2 (1): handled in its own series\n" in text


def test_a_letter_without_anything_left() -> None:
    plan = replace(PLAN, tables=PLAN.tables[:2], absent=(), lacks=())
    text = letter(plan)
    for word in ("TODO", "Undecided", "Shared", "not in this tree", "relies on", "command"):
        assert word not in text


def test_what_could_not_be_read_is_told() -> None:
    coverage = replace(PLAN.coverage, unparsed=(Region("fs/a.c", 3, "no closing brace"),))
    assert "could not be understood, and may hold more tables: 1, in\nfs/a.c." in letter(
        replace(PLAN, coverage=coverage)
    )


def test_a_rule_without_title_and_description() -> None:
    plan = replace(PLAN, patch=replace(RULE, title="", description="", message=""))
    draft = draft_series(plan, contents, options(signoff=True))
    assert draft is not None
    assert draft.cover_subject == "Add .checkpoint to file and directory operations"
    assert draft.patches[3].body.endswith("ignored).\n\nSigned-off-by: A U Thor <author@example.com>")


def test_the_commit_is_named() -> None:
    assert "  tree linux-6.12, commit 1111111" in letter(replace(PLAN, commit="1" * 40))


# --- templates ---


def test_a_template_of_an_unknown_name(tmp_path: Path) -> None:
    (tmp_path / "subjekt.txt.j2").write_text("x")
    with pytest.raises(TemplateError, match=r"subjekt\.txt\.j2: there is no template of this name") as caught:
        Templates(tmp_path)
    for name in ("cover.txt.j2", "cover_subject.txt.j2", "patch.txt.j2", "subject.txt.j2"):
        assert name in caught.value.hint


def test_hidden_files_and_backups_are_no_templates(tmp_path: Path) -> None:
    for name in (".subject.txt.j2.swp", "subject.txt.j2~"):
        (tmp_path / name).write_text("x")
    Templates(tmp_path)


@pytest.mark.parametrize(
    "text", ['{{ "x"|center(10**11) }}', '{{ "%99999999999d" % 1 }}', '{{ ("x" * 999999)|replace("", "y" * 999999) }}']
)
def test_a_template_that_takes_all_memory(tmp_path: Path, text: str) -> None:
    (tmp_path / "subject.txt.j2").write_text(text)
    with pytest.raises(TemplateError, match=r"subject\.txt\.j2: it takes more than 1024 MiB of memory"):
        Templates(tmp_path).render("subject.txt.j2", {})


def test_a_folder_of_templates_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="no such folder of templates"):
        Templates(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        (b"one\n{% if %}\n", 2, "Expected an expression"),
        (b"one\ntwo\n{{ nothing }}\n", 3, "'nothing' is undefined"),
        (b"one\n{{ 1 / 0 }}\n", 2, "division by zero"),
        (b'{{ "x" * 10**10 }}', 1, "too large"),
        (b"{{ [1] * 10**10 }}", 1, "too large"),
        (b"{{ 10 ** (10 ** 6) }}", 1, "too large"),
        (b"{% set n = namespace(x=3) %}{% for i in range(99) %}{% set n.x = n.x * n.x %}{% endfor %}", 1, "too large"),
        (b"{% for i in range(10**12) %}x{% endfor %}", 1, "too many numbers"),
        (b"{% for i in range(9999) %}{% for j in range(9999) %}{% endfor %}{% endfor %}", 1, "too many numbers"),
        (b"{{ lipsum(n=10**9) }}", 1, "undefined"),
        (b"{{ prefix + 1 }}\n", 1, "str"),
        (b"{{ prefix.__class__.x }}\n", 1, "unsafe"),
        (b"{% include 'nowhere' %}\n", 1, "nowhere"),
    ],
)
def test_a_template_that_fails_is_named_with_its_line(tmp_path: Path, text: bytes, line: int, what: str) -> None:
    path = tmp_path / "subject.txt.j2"
    path.write_bytes(text)
    with pytest.raises(TemplateError) as caught:
        patch_texts(Templates(tmp_path), patch_facts(PLAN, "adfs", PLAN.tables[:2]))
    assert caught.value.what.startswith(f"{path}:{line}: ")
    assert what in caught.value.what


def test_a_template_that_is_not_utf_8(tmp_path: Path) -> None:
    (tmp_path / "subject.txt.j2").write_bytes(b"\xff")
    with pytest.raises(TemplateError, match=r"subject\.txt\.j2: "):
        patch_texts(Templates(tmp_path), patch_facts(PLAN, "adfs", PLAN.tables[:2]))


# --- words and lines ---


def test_enumerations() -> None:
    assert [enumerate_words(list(words)) for words in ("", "a", "ab", "abc")] == ["", "a", "a and b", "a, b and c"]


WORDS = st.text(st.sampled_from("ab-_ \n"), max_size=200)


@given(WORDS)
def test_wrapping_splits_no_word(text: str) -> None:
    assert fill(text, width=10).split() == text.split()
    assert reflow(text, width=10).split() == text.split()


@given(WORDS)
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@given(st.text())
def test_what_is_shown_can_be_shown(text: str) -> None:
    assert shown(text).isprintable()


def test_no_item_of_a_list_is_split() -> None:
    lines = pack([f"name{n} (1)" for n in range(20)], "  ").split("\n")
    assert all(line.rstrip(",").endswith("(1)") for line in lines)
    assert len(lines) > 2


def test_reflow_keeps_what_is_laid_out() -> None:
    text = "short\nlines\n\n" + "wide " * 20 + "\n\n  indented " + "wide " * 20
    first, second, third = reflow(text).split("\n\n")
    assert first == "short\nlines"
    assert max(map(len, second.split("\n"))) <= WIDTH
    assert third == text.split("\n\n")[2]


def test_a_wrapped_command_can_be_pasted() -> None:
    command = "ckptgen " + " ".join(f"--option{n}" for n in range(30))
    lines = command_lines(command).split("\n")
    assert all(line.endswith(" \\") for line in lines[:-1])
    assert " ".join(line.removesuffix(" \\").strip() for line in lines) == command
    assert max(map(len, lines)) <= WIDTH
