"""Each way to break a series is caught, with the patch and the line."""

import os
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.tools import require
from tests.verify.conftest import Verify
from tests.verify.minikernel import (
    ALPHA,
    BETA,
    CHECKPATCH,
    DECLARE,
    ENTRY,
    GAMMA,
    SERIES,
    Patch,
    table,
    with_edit,
    write_series,
    write_tree,
)

DECLARE_FILE, ALPHA_FILE, BETA_FILE, GAMMA_FILE = (
    f"000{number}-{slug}.patch"
    for number, slug in enumerate(("fs-declare-.saved", "alpha-add-.saved", "beta-add-.saved", "gamma-add-.saved"), 1)
)


def edit(file: Path, old: str, new: str) -> None:
    """Change a patch by hand."""
    content = file.read_text()
    assert old in content
    file.write_text(content.replace(old, new))


def line_of(file: Path, start: str) -> int:
    return next(n for n, line in enumerate(file.read_text().splitlines(), 1) if line.startswith(start))


@pytest.mark.parametrize("path", ["fs/alpha/fi\0le.c", "fs/alpha", "fs/alpha/file.c/x", "../x", "fs/" + "x" * 300])
def test_a_path_that_no_file_has(kernel: Path, verify: Verify, tmp_path: Path, path: str) -> None:
    series = write_series(kernel, tmp_path / "out")
    file = series / ALPHA_FILE
    text = file.read_text()
    file.write_text(text.replace("fs/alpha/file.c", path))
    for _ in range(2):  # the second time in a folder that the first has used
        done = verify(series)
        assert done.code == 1, done.err
        assert any((name, what_of) == (ALPHA_FILE, "applied") for name, what_of, _ in done.failures())
    file.write_text(text)
    assert verify(series).code == 0


# --- the folder ------------------------------------------------------------


def test_a_removed_patch(kernel: Path, verify: Verify, tmp_path: Path) -> None:
    series = write_series(kernel, tmp_path / "out")
    (series / BETA_FILE).unlink()
    done = verify(series)
    assert done.code == 1
    assert (
        "",
        "folder",
        f"{BETA_FILE}: {BETA_FILE} is missing: it is patch 3 of 4 in manifest.json",
    ) in done.failures()
    assert any(BETA_FILE in what and "fs/beta/dir.c" in what for _, name, what in done.failures() if name == "plan")


def test_a_removed_patch_that_others_need(kernel: Path, verify: Verify, tmp_path: Path) -> None:
    series = write_series(kernel, tmp_path / "out")
    (series / DECLARE_FILE).unlink()
    done = verify(series, "--build")
    line = ENTRY_LINE
    for setting in ("off", "on"):
        assert any(
            file == ALPHA_FILE and name == f"build {setting}" and what.startswith(f"fs/alpha/file.c:{line}:")
            for file, name, what in done.failures()
        )


ENTRY_LINE = 1 + (table("alpha").split(ENTRY[0])[0]).count("\n")


def test_an_added_patch(kernel: Path, verify: Verify, tmp_path: Path) -> None:
    series = write_series(kernel, tmp_path / "out", SERIES[:3])
    more = write_series(kernel, tmp_path / "more", SERIES)
    shutil.copy(more / GAMMA_FILE, series)
    done = verify(series)
    assert done.failures() == [
        ("", "folder", f"{GAMMA_FILE}: {GAMMA_FILE} is not in manifest.json"),
        ("", "plan", "fs/gamma/inode.c: fs/gamma/inode.c is changed, which no patch plans"),
    ]
    assert done.found["patches"][3]["planned"]["outcome"] == "not run"


@pytest.mark.parametrize("how", ["contents", "names"])
def test_two_swapped(kernel: Path, verify: Verify, tmp_path: Path, how: str) -> None:
    series = write_series(kernel, tmp_path / "out")
    first, second = series / DECLARE_FILE, series / ALPHA_FILE
    one, two = first.read_bytes(), second.read_bytes()
    if how == "contents":
        first.write_bytes(two)
        second.write_bytes(one)
        new = DECLARE_FILE, ALPHA_FILE
    else:
        new = f"0001{ALPHA_FILE[4:]}", f"0002{DECLARE_FILE[4:]}"
        first.rename(series / new[1])
        second.rename(series / new[0])
    done = verify(series, "--build")
    assert done.code == 1
    wrong = f"{new[1]} comes after {new[0]}: in manifest.json it is patch 1 and comes before it ({DECLARE_FILE})"
    assert ("", "folder", f"{new[1]}: {wrong}") in done.failures()
    # And the order matters: the entry is there before the member is.
    caught = [(file, what) for file, name, what in done.failures() if name == "build on"]
    assert caught and all(file == new[0] and f"fs/alpha/file.c:{ENTRY_LINE}:" in what for file, what in caught)


def test_a_patch_edited_by_hand_is_told_but_no_failure(kernel: Path, verify: Verify, tmp_path: Path) -> None:
    series = write_series(kernel, tmp_path / "out")
    edit(series / ALPHA_FILE, "Because.", "For a reason.")
    done = verify(series)
    assert (done.code, done.failures()) == (0, [])
    assert done.found["folder"]["notes"] == [f"{ALPHA_FILE} was edited since it was written"]


def test_a_change_edited_by_hand(kernel: Path, verify: Verify, tmp_path: Path) -> None:
    series = write_series(kernel, tmp_path / "out")
    edit(series / ALPHA_FILE, "+\t.saved = generic_save,", "+\t.saved = (generic_save),")
    done = verify(series)
    assert done.code == 1
    place = f"{ALPHA_FILE}:{line_of(series / ALPHA_FILE, 'diff --git')}"
    what = "fs/alpha/file.c is not what the manifest plans after this patch"
    assert (ALPHA_FILE, "planned", f"{place}: {what}") in done.failures()


def test_a_file_that_no_one_planned(kernel: Path, verify: Verify, tmp_path: Path) -> None:
    series = write_series(kernel, tmp_path / "out", [ALPHA, BETA])
    other = write_series(kernel, tmp_path / "other", [replace(ALPHA, edits={**ALPHA.edits, **BETA.edits}), GAMMA])
    shutil.copy(other / "0001-alpha-add-.saved.patch", series)
    done = verify(series)
    place = f"0001-alpha-add-.saved.patch:{line_of(series / '0001-alpha-add-.saved.patch', 'diff --git a/fs/beta')}"
    what = "changes fs/beta/dir.c, which the manifest does not plan"
    assert ("0001-alpha-add-.saved.patch", "planned", f"{place}: {what}") in done.failures()


# --- applying ------------------------------------------------------------


def test_a_patch_that_does_not_apply(kernel: Path, verify: Verify, tmp_path: Path) -> None:
    series = write_series(kernel, tmp_path / "out")
    edit(series / ALPHA_FILE, " \t.open = alpha_open,", " \t.open = other_open,")
    done = verify(series, "--build")
    assert done.code == 1
    place = f"{ALPHA_FILE}:{line_of(series / ALPHA_FILE, 'diff --git')}"
    assert any(
        file == ALPHA_FILE and name == "applied" and what.startswith(f"{place}: does not apply: fs/alpha/file.c:")
        for file, name, what in done.failures()
    )
    alpha, beta = done.found["patches"][1:3]
    assert alpha["planned"]["outcome"] == "not run"
    assert [step["reason"] for step in alpha["builds"]] == ["the patch does not apply"] * 2
    assert beta["applied"]["outcome"] == "passed"


def test_a_patch_cut_short(kernel: Path, verify: Verify, tmp_path: Path) -> None:
    series = write_series(kernel, tmp_path / "out")
    file = series / ALPHA_FILE
    file.write_text(file.read_text().split("+\t.saved")[0])
    (where,) = [what for _, name, what in verify(series).failures() if name == "applied"]
    assert re.match(rf"{re.escape(ALPHA_FILE)}:{len(file.read_text().splitlines()) + 1}: .*corrupt patch", where)


# --- messages ------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "line", "what"),
    [
        (lambda p: replace(p, trailers="Cc: nobody"), "---", "the message does not end in a Signed-off-by"),
        (lambda p: replace(p, trailers="Signed-off-by: B <b@c>"), "---", "has not signed off; B <b@c> did"),
        (
            lambda p: replace(p, trailers="Signed-off-by: A U Thor <author@example.com>\n\nMore."),
            "---",
            "the message does not end in a Signed-off-by",
        ),
        (lambda p: replace(p, trailers=f"EDITME: why.\n\n{p.trailers}"), "EDITME", "has an EDITME that is still to be"),
        (lambda p: replace(p, subject="fs: declare .saved"), "Subject:", f"is that of {DECLARE_FILE} too"),
        (lambda p: replace(p, subject="alpha: add."), "Subject:", "ends in a full stop"),
        (lambda p: replace(p, subject="alpha: " + "x" * 69), "Subject:", "has 76 characters, more than 75"),
    ],
    ids=["no sign-off", "another's", "not last", "unfinished", "duplicate", "full stop", "long"],
)
def test_a_message(
    kernel: Path, verify: Verify, tmp_path: Path, change: Callable[[Patch], Patch], line: str, what: str
) -> None:
    series = write_series(kernel, tmp_path / "out", [DECLARE, change(ALPHA)])
    (file,) = series.glob("0002-*")
    ((name, check, said),) = verify(series).failures()
    assert (name, check) == (file.name, "message")
    assert said.startswith(f"{file.name}:{line_of(file, line)}: ") and what in said


def test_a_subject_of_75_characters_is_fine(kernel: Path, verify: Verify, tmp_path: Path) -> None:
    assert verify(write_series(kernel, tmp_path / "out", [replace(DECLARE, subject="fs: " + "x" * 71)])).code == 0


# --- checkpatch ------------------------------------------------------------


def test_checkpatch_finds_an_error(kernel: Path, verify: Verify, tmp_path: Path) -> None:
    require("perl")
    series = write_series(kernel, tmp_path / "out", [DECLARE, with_edit(ALPHA, "generic_save,", "generic_save, ")])
    done = verify(series)
    assert done.code == 1
    place = f"{ALPHA_FILE}:{line_of(series / ALPHA_FILE, '+' + chr(9) + '.saved')}"
    assert done.failures() == [(ALPHA_FILE, "checkpatch", f"{place}: ERROR:TRAILING_WHITESPACE: trailing whitespace")]
    log = done.found["patches"][1]["checkpatch"]["problems"][0]["log"]
    assert "TRAILING_WHITESPACE" in Path(log).read_text()
    assert done.found["patches"][1]["checkpatch"]["errors"] == 1


def test_what_is_about_the_file_is_a_note(kernel: Path, verify: Verify, tmp_path: Path) -> None:
    require("perl")
    write_tree(kernel, {"fs/old/file.c": table("old")})
    series = write_series(kernel, tmp_path / "out", [Patch("old: add .saved", {"fs/old/file.c": ENTRY})])
    done = verify(series)
    (patch,) = done.found["patches"]
    assert (done.code, patch["checkpatch"]["warnings"]) == (0, 0)
    assert patch["checkpatch"]["notes"] == [
        "OBSOLETE: fs/old/file.c is marked as 'obsolete' in the MAINTAINERS hierarchy."
    ]


def test_checkpatch_that_dies_is_not_run_unless_another_is_named(kernel: Path, verify: Verify, tmp_path: Path) -> None:
    require("perl")
    write_tree(kernel, {"scripts/checkpatch.pl": 'die "Unescaped left brace in regex is illegal here";\n'})
    series = write_series(kernel, tmp_path / "out")
    done = verify(series)
    checks = [patch["checkpatch"] for patch in done.found["patches"]]
    assert {check["outcome"] for check in checks} == {"not run"}
    assert {check["reason"].split(" at ")[0] for check in checks} == {
        "checkpatch does not run here: Unescaped left brace in regex is illegal here"
    }
    assert (done.code, verify(series, "--strict").code) == (0, 3)
    (tmp_path / "other.pl").write_text(CHECKPATCH)
    done = verify(series, "--strict", "--checkpatch", tmp_path / "other.pl")
    assert (done.code, done.found["patches"][0]["checkpatch"]["outcome"]) == (0, "passed")


def test_checkpatch_that_dies_after_a_while_is_not_run(kernel: Path, verify: Verify, tmp_path: Path) -> None:
    require("perl")
    write_tree(kernel, {"scripts/checkpatch.pl": CHECKPATCH.replace('print "total', 'exit(0);\nprint "total')})
    done = verify(write_series(kernel, tmp_path / "out"))
    assert {patch["checkpatch"]["outcome"] for patch in done.found["patches"]} == {"not run"}


def test_without_perl_checkpatch_is_not_run(
    kernel: Path, verify: Verify, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    series = write_series(kernel, tmp_path / "out")
    (tmp_path / "bin").mkdir()
    for tool in ("git", "env", "python3"):
        found = shutil.which(tool)
        assert found
        (tmp_path / "bin" / tool).symlink_to(found)
    monkeypatch.setenv("PATH", os.fspath(tmp_path / "bin"))
    done = verify(series)
    assert {p["checkpatch"]["reason"] for p in done.found["patches"]} == {"perl is not installed"}
    assert {p["checkpatch"]["outcome"] for p in done.found["patches"]} == {"not run"}
    assert verify(series, "--build", checked=False).code == 2


# --- building ------------------------------------------------------------


@pytest.mark.parametrize("planned", [True, False], ids=["as planned", "edited by hand"])
def test_a_comma_missing(kernel: Path, verify: Verify, tmp_path: Path, planned: bool) -> None:
    bad = with_edit(ALPHA, "generic_save,", "generic_save")
    series = write_series(kernel, tmp_path / "out", [DECLARE, bad if planned else ALPHA, BETA])
    if not planned:
        edit(series / ALPHA_FILE, "+\t.saved = generic_save,", "+\t.saved = generic_save")
    done = verify(series, "--build")
    assert done.code == 1
    caught = {(file, name): what for file, name, what in done.failures() if name.startswith("build")}
    for file in (ALPHA_FILE, ""):
        for name in ("build off", "build on"):
            # The compiler sees it at what follows.
            assert re.match(rf"fs/alpha/file\.c:{ENTRY_LINE + 1}:\d+: error: ", caught.pop((file, name)))
    assert caught == {}
    assert (done.found["patches"][1]["planned"]["outcome"] == "passed") == planned
    step = done.found["patches"][1]["builds"][0]["objects"][0]
    assert "error" in Path(step["log"]).read_text() and ALPHA_FILE.removesuffix(".patch") in step["log"]


def test_a_guard_forgotten(kernel: Path, verify: Verify, tmp_path: Path) -> None:
    series = write_series(kernel, tmp_path / "out", [with_edit(DECLARE, "#define generic_save NULL\n", ""), ALPHA])
    done = verify(series, "--build")
    assert done.code == 1
    caught = {(file, name) for file, name, _ in done.failures()}
    assert caught == {(ALPHA_FILE, "build off"), ("", "build off")}
    (what,) = {what for _, _, what in done.failures()}
    assert re.match(rf"fs/alpha/file\.c:{ENTRY_LINE}:\d+: error: 'generic_save' undeclared", what)


@pytest.mark.parametrize(
    ("word", "what"),
    [("LAZY", "make did not write fs/alpha/file.o"), ("HALF", "[Makefile:")],
    ids=["the object of before", "the object of a failed compile"],
)
def test_a_stale_object_does_not_count(kernel: Path, verify: Verify, tmp_path: Path, word: str, what: str) -> None:
    edits = {"fs/alpha/file.c": ("\n\n", f"\n/* {word} */\n"), "fs/beta/dir.c": ("\n\n", "\n/* beta */\n")}
    done = verify(write_series(kernel, tmp_path / "out", [Patch("fs: x", {**edits})]), "--build")
    assert {file for file, _, _ in done.failures()} == {"0001-fs-x.patch", ""}
    assert all(what in said for _, _, said in done.failures())
    assert len(done.failures()) == 4


def test_a_header_that_breaks_its_users(kernel: Path, verify: Verify, tmp_path: Path) -> None:
    series = write_series(kernel, tmp_path / "out", [with_edit(DECLARE, "\tint (*saved)", "\tint *saved)"), ALPHA])
    said = {file: what for file, name, what in verify(series, "--build").failures() if name == "build off"}
    assert set(said) == {DECLARE_FILE, ALPHA_FILE, ""}
    assert said[DECLARE_FILE].startswith("include/linux/fs.h:8:")


def test_a_configuration_that_fails_is_not_run(kernel: Path, verify: Verify, tmp_path: Path) -> None:
    makefile = (kernel / "Makefile").read_text()
    write_tree(kernel, {"Makefile": makefile.replace("modules_prepare: allmodconfig", "modules_prepare:\n\t@false\n")})
    done = verify(write_series(kernel, tmp_path / "out"), "--build", "--strict")
    assert done.code == 3
    assert all("cannot be configured" in step["reason"] for step in done.found["final"])
    assert all("cannot be configured" in step["reason"] for p in done.found["patches"] for step in p["builds"])


def test_options_that_cannot_be_configured_any_more(kernel: Path, verify: Verify, tmp_path: Path) -> None:
    makefile = (kernel / "Makefile").read_text()
    broken = "allmodconfig:\n\t@! grep -H BROKEN fs/Kconfig\n"
    write_tree(kernel, {"Makefile": makefile.replace("allmodconfig:\n", broken, 1)})
    kconfig = Patch("fs: break", {"fs/Kconfig": ("OTHER", "BROKEN")})
    done = verify(write_series(kernel, tmp_path / "out", [kconfig, ALPHA]), "--build")
    said = [what for file, name, what in done.failures() if file == "0001-fs-break.patch" and name == "build off"]
    assert len(said) == 1 and "cannot be configured: fs/Kconfig:config BROKEN" in said[0]
