"""Triage as a person goes through it: on a terminal, one question after the other."""

import json
import os
import pty
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.terminal import CTRL_C, CTRL_D, PATIENCE, Terminal
from tests.paths import ROOT, SAMPLE

QUESTION = "[i,e,o,s,b,q,?] "
CONTROL = "fs/openpromfs/inode.c:openpromfs_prop_ops"
"""The only table of its filesystem that waits for a decision."""

Triage = Callable[..., Terminal]


@pytest.fixture
def rule(tmp_path: Path) -> Path:
    return Path(shutil.copy(ROOT / "patches" / "checkpoint" / "rule.py", tmp_path / "mine.py"))


@pytest.fixture
def triage(tmp_path: Path, rule: Path) -> Iterator[Triage]:
    """Return a function that starts ``ckptgen triage ARGS`` on a terminal, with a semantic patch that can be edited."""
    started: list[Terminal] = []

    def start(*args: object, tree: Path = SAMPLE, **terminal: object) -> Terminal:
        started.append(Terminal(tmp_path, "-C", tree, "-p", rule, "triage", *args, **terminal))  # type: ignore[arg-type]
        return started[-1]

    yield start
    for each in started:
        each.close()


def answer(terminal: Terminal, key: str, reason: str) -> str:
    """Answer the next question with a reason; return what was shown before it."""
    shown = terminal.wait_for(QUESTION)
    terminal.type(key)
    terminal.wait_for("? ")
    terminal.type(reason)
    return shown


def added(rule: Path) -> list[str]:
    """Return the lines that the semantic patch has gained; all others are as they were."""
    before = (ROOT / "patches" / "checkpoint" / "rule.py").read_text().splitlines()
    after = rule.read_text().splitlines()
    new = [line for line in after if line not in before]
    assert [line for line in after if line not in new] == before
    return [line.strip() for line in new]


def verdict(ckptgen: Run, rule: Path, key: str) -> str:
    report = json.loads(ckptgen("-C", SAMPLE, "-p", rule, "plan", "--format", "json").out)
    (found,) = [table["verdict"] for table in report["tables"] if f"{table['path']}:{table['name']}" == key]
    return str(found)


# --- answers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "word", "expected"),
    [("i", "include", "add"), ("e", "exclude", "deny"), ("o", "opt_out", "opt-out"), ("Exclude", "exclude", "deny")],
)
def test_an_answer_lands_in_the_file_and_the_plan_obeys(
    ckptgen: Run, triage: Triage, rule: Path, key: str, word: str, expected: str
) -> None:
    terminal = triage("--only", "openpromfs")
    answer(terminal, key, 'a "control" file')
    code, said = terminal.end()
    assert code == 0
    assert added(rule) == [f'"{CONTROL}": {word}("a \\"control\\" file"),']
    number = rule.read_text().splitlines().index(f'    "{CONTROL}": {word}("a \\"control\\" file"),') + 1
    assert said.splitlines()[1:] == [
        f"{rule}:{number}: {word.replace('_', '-')} {CONTROL}",
        "1 decided, 0 skipped, 0 left",
    ]
    assert f"now {expected}: " in terminal.shown
    assert verdict(ckptgen, rule, CONTROL) == expected


def test_an_answer_is_written_before_the_next_question(triage: Triage, rule: Path) -> None:
    terminal = triage("--only", "omfs")
    answer(terminal, "e", "first")
    terminal.wait_for(QUESTION)
    assert len(added(rule)) == 1


def test_a_reason_is_required(triage: Triage, rule: Path) -> None:
    terminal = triage("--only", "openpromfs")
    answer(terminal, "i", "   ")
    terminal.wait_for("without a reason nothing is decided")
    terminal.wait_for(QUESTION)
    terminal.type("i")
    terminal.wait_for("why include? ")
    # Ctrl-V lets a line hold what is typed next, whatever it is.
    terminal.type(b"a\x16\x1b[31mred\n")
    terminal.wait_for("nothing is written: the reason is not one line of text")
    terminal.wait_for(QUESTION)
    assert added(rule) == []
    terminal.type("q")
    code, said = terminal.end()
    assert code == 0
    assert said.endswith("0 decided, 0 skipped, 1 left\n")


def test_back_shows_the_answer_and_changes_it(ckptgen: Run, triage: Triage, rule: Path) -> None:
    terminal = triage("--only", "omfs")
    answer(terminal, "i", "first")
    terminal.wait_for(QUESTION)
    terminal.type("b")
    again = terminal.wait_for(QUESTION)
    assert "1 of 2: fs/omfs/file.c:4 omfs_file_operations" in again
    assert "include: first (another answer replaces it)" in again
    terminal.type("e")
    terminal.wait_for("why exclude? ")
    terminal.type("second")
    terminal.wait_for(QUESTION)
    assert added(rule) == ['"fs/omfs/file.c:omfs_file_operations": exclude("second"),']
    terminal.type("q")
    _, said = terminal.end()
    assert said.endswith("1 decided, 0 skipped, 1 left\n")
    assert verdict(ckptgen, rule, "fs/omfs/file.c:omfs_file_operations") == "deny"


def test_skip_leaves_an_answer_alone_and_back_ends_at_the_first(triage: Triage, rule: Path) -> None:
    terminal = triage("--only", "omfs")
    terminal.wait_for(QUESTION)
    terminal.type("b")
    terminal.wait_for("this is the first one")
    answer(terminal, "e", "why")
    terminal.wait_for(QUESTION)
    terminal.type("b")
    terminal.wait_for(QUESTION)
    terminal.type("s")
    terminal.wait_for("2 of 2: ")
    terminal.wait_for(QUESTION)
    terminal.type("s")
    _, said = terminal.end()
    assert said.endswith("1 decided, 1 skipped, 0 left\n")
    assert len(added(rule)) == 1


def test_what_is_no_answer_asks_again(triage: Triage) -> None:
    terminal = triage("--only", "openpromfs")
    for typed, said in (("yes", "no such answer"), ("", "? explains the answers"), ("?", "ckptgen todo FS")):
        terminal.wait_for(QUESTION)
        terminal.type(typed)
        terminal.wait_for(said)
    terminal.wait_for(QUESTION)


def test_include_of_what_cannot_be_edited_is_written_and_said(ckptgen: Run, triage: Triage, rule: Path) -> None:
    terminal = triage("--only", "ufs", "--verdict", "unsupported")
    answer(terminal, "i", "to be mended first")
    terminal.wait_for("now unsupported: ")
    assert terminal.end()[0] == 0
    assert len(added(rule)) == 1
    assert verdict(ckptgen, rule, "fs/ufs/file.c:ufs_file_operations") == "unsupported"


def test_a_table_that_no_decision_can_name_is_refused_before_a_reason(triage: Triage, rule: Path) -> None:
    terminal = triage("--only", "ubifs")
    assert "name##_stat_fops" in terminal.wait_for(QUESTION)
    terminal.type("i")
    assert "why" not in terminal.wait_for("is not a C identifier")
    terminal.wait_for(QUESTION)
    assert added(rule) == []


# --- ends ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "expected", "last"),
    [
        ("q", 0, "1 decided, 0 skipped, 1 left\n"),
        (CTRL_D, 0, "1 decided, 0 skipped, 1 left\n"),
        (CTRL_C, 130, "1 decided, 0 skipped, 1 left\nckptgen: interrupted\n"),
    ],
)
@pytest.mark.parametrize("at_the_reason", [False, True])
def test_every_end_keeps_what_was_answered(
    triage: Triage, rule: Path, keys: str | bytes, expected: int, last: str, at_the_reason: bool
) -> None:
    terminal = triage("--only", "omfs")
    answer(terminal, "i", "kept")
    terminal.wait_for(QUESTION)
    if at_the_reason and keys != "q":
        terminal.type("e")
        terminal.wait_for("why exclude? ")
    if keys == CTRL_C:
        terminal.interrupt()
    else:
        terminal.type(keys)
    code, said = terminal.end()
    assert code == expected
    assert said.endswith(last)
    assert added(rule) == ['"fs/omfs/file.c:omfs_file_operations": include("kept"),']


def test_without_a_terminal_nothing_is_read_or_asked(ckptgen: Run, rule: Path, tmp_path: Path) -> None:
    result = ckptgen("-C", tmp_path / "gone", "-p", rule, "triage")
    assert (result.code, result.out) == (2, "")
    assert "input is no terminal" in result.err
    assert "ckptgen plan --verdict undecided" in result.err
    assert "ckptgen decide" in result.err


def test_output_that_goes_elsewhere_is_no_terminal(tmp_path: Path, rule: Path) -> None:
    master, slave = pty.openpty()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "ckptgen", "-C", str(tmp_path / "gone"), "-p", str(rule), "triage"],
            env={"PYTHONPATH": str(ROOT)},
            stdin=slave,
            capture_output=True,
            check=False,
            timeout=PATIENCE,
        )
    finally:
        os.close(slave)
        os.close(master)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"output is no terminal" in done.stderr


def test_a_semantic_patch_of_the_package_is_refused_before_the_tree_is_read(tmp_path: Path) -> None:
    package = tmp_path / "lib" / "ckptgen"
    shutil.copytree(ROOT / "ckptgen", package, ignore=shutil.ignore_patterns("__pycache__"))
    for folder in ("patches", "templates"):
        shutil.copytree(ROOT / folder, package / "_share" / folder)
    terminal = Terminal(tmp_path, "-C", tmp_path / "gone", "triage", PYTHONPATH=str(tmp_path / "lib"))
    code, said = terminal.end()
    terminal.close()
    assert code == 2
    assert "is a part of the installed ckptgen" in said
    assert terminal.shown == ""


@pytest.mark.parametrize(
    ("args", "said"),
    [(["--only", "bsf"], "no table of this tree belongs to bsf"), (["fs/gone"], "no file or folder fs/gone")],
)
def test_a_place_that_is_not_there(triage: Triage, args: list[str], said: str) -> None:
    terminal = triage(*args)
    code, errors = terminal.end()
    assert code == 2
    assert said in errors


# --- the file may change meanwhile -----------------------------------------------------------------------------------


def test_an_edit_made_meanwhile_is_kept_and_seen(triage: Triage, rule: Path) -> None:
    terminal = triage("--only", "omfs")
    terminal.wait_for(QUESTION)
    other = '    "fs/omfs/file.c:omfs_dir_operations": exclude("by hand"),  # mine\n'
    rule.write_text(rule.read_text().replace("decisions = {\n", "decisions = {\n" + other))
    terminal.type("i")
    terminal.wait_for("why include? ")
    terminal.type("both stay")
    shown = terminal.wait_for(QUESTION)
    assert "exclude: by hand" in shown
    assert len(added(rule)) == 2
    assert other in rule.read_text()
    # The second one was decided by hand: another answer does not replace that.
    terminal.type("i")
    terminal.wait_for("why include? ")
    terminal.type("otherwise")
    terminal.wait_for("is decided already")
    terminal.wait_for(QUESTION)
    assert other in rule.read_text()
    assert len(added(rule)) == 2


def test_a_decision_made_by_hand_is_shown_when_its_turn_comes(triage: Triage, rule: Path) -> None:
    terminal = triage("--only", "omfs")
    terminal.wait_for(QUESTION)
    other = '    "fs/omfs/file.c:omfs_dir_operations": exclude("by hand"),\n'
    rule.write_text(rule.read_text().replace("decisions = {\n", "decisions = {\n" + other))
    terminal.type("s")
    shown = terminal.wait_for(QUESTION)
    assert "exclude: by hand" in shown
    assert "verdict: deny, by hand" in shown
    assert "another answer" not in shown


def test_a_file_that_is_broken_meanwhile_is_left_alone(triage: Triage, rule: Path) -> None:
    terminal = triage("--only", "openpromfs")
    terminal.wait_for(QUESTION)
    whole = rule.read_bytes()
    rule.write_bytes(whole + b"decisions = {\n")
    terminal.type("i")
    terminal.wait_for("why include? ")
    terminal.type("once more")
    terminal.wait_for("nothing is written:")
    assert rule.read_bytes() == whole + b"decisions = {\n"
    rule.write_bytes(whole)
    answer(terminal, "i", "once more")
    assert terminal.end()[0] == 0
    assert len(added(rule)) == 1


# --- what is shown ---------------------------------------------------------------------------------------------------


def headings(terminal: Terminal) -> list[str]:
    """Skip to the end; return what each table's heading says behind its number."""
    found = []
    while True:
        terminal.wait_for(" of ")
        shown = terminal.wait_for(QUESTION)
        number, heading = re.match(r"(\d+): (.*)\r\n", shown).groups()  # type: ignore[union-attr]
        found.append(heading)
        terminal.type("s")
        if len(found) == int(number):
            assert terminal.end()[0] == 0
            return found


def test_tables_of_allowed_filesystems_come_first_then_shared_ones(triage: Triage) -> None:
    assert headings(triage()) == [
        "fs/exofs/inode.c:11 exofs_unused_operations [exofs]",
        "fs/jfs/jfs_debug.c:5 jfs_loglevel_fops [jfs]",
        "fs/minix/file.c:13 minix_dir_operations [minix]",
        "fs/ntfs/file.c:16 ntfs_empty_file_ops [ntfs]",
        "fs/omfs/file.c:4 omfs_file_operations [omfs]",
        "fs/omfs/file.c:10 omfs_dir_operations [omfs]",
        "fs/openpromfs/inode.c:10 openpromfs_prop_ops [openpromfs]",
        "fs/ubifs/debug.c:13 name##_stat_fops [ubifs]",
        "fs/libfs.c:13 simple_offset_dir_operations [fs/libfs.c]",
    ]


def test_all_goes_on_with_other_filesystems_then_the_rest(triage: Triage) -> None:
    every = headings(triage("--all"))
    assert len(every) == 30
    assert every[:9] == headings(triage())
    rest = [heading.split(":")[0] for heading in every[9:]]
    filesystems = [path for path in rest if path.startswith("fs/") or path == "mm/shmem.c"]
    assert rest[: len(filesystems)] == filesystems
    assert filesystems == ["fs/erofs/data.c", "fs/ntfs3/super.c", "mm/shmem.c"]


def test_shared_tables_come_before_others_and_those_of_listed_users_first(triage: Triage, rule: Path) -> None:
    text = rule.read_text().replace('    "efs",\n', "")
    rule.write_text(re.sub(r'    fs\("exofs".*\n', "", text))
    every = headings(triage("--all"))
    start = every.index("fs/read_write.c:4 generic_ro_fops [fs/read_write.c]")
    assert [heading.split()[0] for heading in every[start : start + 4]] == [
        "fs/read_write.c:4",
        "fs/libfs.c:13",
        "fs/efs/dir.c:4",
        "fs/erofs/data.c:4",
    ]


def test_folders_and_files_narrow_to_what_is_in_them(triage: Triage) -> None:
    assert headings(triage("fs/erofs/", "./drivers/misc/gizmo.c")) == [
        "fs/erofs/data.c:4 erofs_file_fops [erofs]",
        "drivers/misc/gizmo.c:11 gizmo_speed.fops [drivers/misc]",
        "drivers/misc/gizmo.c:19 gizmo_fops [drivers/misc]",
    ]


def test_nothing_to_decide(triage: Triage) -> None:
    code, said = triage("--only", "adfs").end()
    assert code == 0
    assert said.startswith("no table to decide about\n")


def test_a_table_is_shown_with_text_evidence_and_neighbours(triage: Triage) -> None:
    terminal = triage("--only", "openpromfs")
    shown = terminal.wait_for(QUESTION).replace("\r\n", "\n")
    assert "\n    10  static const struct file_operations openpromfs_prop_ops = {\n" in shown
    assert '\n  installed_as("inode"): yes, ' in shown
    assert "\n  seekable: no, its open handler calls nonseekable_open\n" in shown
    assert "    fs/openpromfs/inode.c:28: " in shown
    assert "  verdict: undecided, does not qualify: " in shown
    # The uses stand there as evidence, and once is enough.
    assert "used in" not in shown
    assert (
        "\n1 other table in openpromfs:\n  add         fs/openpromfs/inode.c:17 openprom_operations  installed as"
        in shown
    )


def test_uses_are_shown_where_no_predicate_asks_for_them(triage: Triage, rule: Path) -> None:
    rule.write_text(rule.read_text().replace('installed_as("inode") and seekable', "seekable"))
    shown = triage("--only", "openpromfs").wait_for(QUESTION)
    assert "\r\n  used in\r\n    fs/openpromfs/inode.c:28: assigned to .i_fop" in shown


def test_the_nearest_neighbours_come_first(triage: Triage) -> None:
    shown = triage("drivers/char/wrapper.c", "drivers/char/memdev.c").wait_for(QUESTION)
    neighbours = shown[shown.index("other tables in drivers/char:") :]
    assert re.findall(r"drivers/char/(\w+\.c):", neighbours) == ["memdev.c"] * 2 + ["clock.c"] * 2 + ["wrapper.c"]


def test_neighbours_say_what_was_decided_for_them(triage: Triage) -> None:
    terminal = triage("--only", "omfs")
    answer(terminal, "e", "not this one")
    assert "omfs_file_operations decided: exclude: not this one" in " ".join(terminal.wait_for(QUESTION).split())


def test_a_shared_table_is_shown_with_where_each_user_stands(triage: Triage) -> None:
    shown = triage("--only", "tmpfs").wait_for(QUESTION)
    assert "simple_offset_dir_operations" in shown
    assert "  exofs is on the allow list\r\n" in shown
    assert "  tmpfs is on no list\r\n" in shown


def test_text_of_the_tree_cannot_reach_the_terminal(triage: Triage, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    shutil.copytree(SAMPLE, tree)
    hostile = "\x1b]0;owned\x07\x1b[2J\u202e[bold red]x[/]:smile:"
    path = tree / "fs" / "omfs" / f"{hostile.replace('/', '')}.c"
    path.write_text(
        f"static const struct file_operations evil_ops = {{\n\t.read = evil_read, /* {hostile} */\n}};\n"
        f"void f(struct inode *inode)\n{{\n\tinode->i_fop = &evil_ops; /* {hostile} */\n}}\n"
        f'void g(void)\n{{\n\tdebugfs_create_file("{hostile}", &evil_ops);\n}}\n'
    )
    terminal = triage("--only", "omfs", tree=tree)
    for _ in range(3):
        terminal.wait_for(QUESTION)
        terminal.type("s")
    assert terminal.end()[0] == 0
    for char in "\x1b\x07\u202e":
        assert char not in terminal.shown
    # It is there to be seen, and nothing in it is markup.
    seen = "\\x1b]0;owned\\x07\\x1b[2J\\u202e[bold red]x[/]:smile:"
    assert "".join(f'debugfs_create_file("{seen}", &evil_ops);'.split()) in "".join(terminal.shown.split())


def test_a_narrow_terminal_folds_and_loses_nothing(triage: Triage) -> None:
    terminal = triage("--only", "openpromfs", columns=30, TERM="vt100", NO_COLOR="1")
    shown = terminal.wait_for("openprom_operations").replace("\r\n", "\n")
    assert max(len(line) for line in shown.split("\n")) <= 30
    squeezed = "".join(shown.split())
    assert "fs/openpromfs/inode.c:10openpromfs_prop_ops[openpromfs]" in squeezed
    assert "staticconststructfile_operationsopenpromfs_prop_ops={" in squeezed


@pytest.mark.parametrize(
    ("variables", "coloured"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
    ],
)
def test_colour_is_for_terminals_that_want_it(triage: Triage, variables: dict[str, str], coloured: bool) -> None:
    terminal = triage("--only", "openpromfs", **variables)
    shown = terminal.wait_for("1 of 1 openpromfs_prop_ops")
    assert bool(re.search(r"\x1b\[[0-9;]*m", shown)) is coloured
