"""git's range-diff of series that are no commits."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from ckptgen.review.model import Series
from ckptgen.review.rangediff import range_diff
from ckptgen.review.reading import read_series
from ckptgen.series.gitrun import run_git
from tests.review.patches import ENTRIES, Texts, git, git_diff, mail, series, with_entry
from tests.review.test_reading import SAMPLE_SERIES, repository

__all__ = ["repository"]
AROUND = "\nint demo_init(void)\n{\n\treturn 0;\n}\n"


def said(text: bytes) -> str:
    """Return what git said without the ids of commits."""
    return re.sub(
        r"(?m)^( *\d+|-): +(?:[0-9a-f]{7,}|-{7,}) ([=!<>]) +(\d+|-): +(?:[0-9a-f]{7,}|-{7,})",
        r"\1 \2 \3",
        text.decode(),
    )


def test_a_series_and_itself() -> None:
    whole = read_series(str(SAMPLE_SERIES), Path())
    found = range_diff(whole, whole, Path())
    marks = re.findall(r"(?m)^ *(\d+) ([=!<>]) (\d+) ", said(found.text))
    assert marks == [(str(number), "=", str(number)) for number in range(1, len(whole.patches) + 1)]
    assert (found.old, found.new) == ((), ())


def commits(folder: Path, name: str, patches: list[tuple[str, Texts]]) -> None:
    """Make a branch with the patches on a commit of its own."""
    git(folder, "checkout", "--quiet", "--orphan", name)
    git(folder, "rm", "-rfq", "--ignore-unmatch", ".")
    for path, (before, _) in ((path, both) for _, texts in patches for path, both in texts.items()):
        (folder / "fs").mkdir(exist_ok=True)
        (folder / path).write_bytes(before or b"")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "-m", "base")
    git(folder, "tag", f"{name}-base")
    for subject, texts in patches:
        for path, (_, after) in texts.items():
            (folder / path).write_bytes(after or b"")
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "-m", f"{subject}\n\nBecause.\n\nSigned-off-by: A U Thor <author@example.com>")


def test_without_a_tree_git_says_the_same_as_of_the_commits(tmp_path: Path) -> None:
    """The same two branches as commits, and as what format-patch writes of them."""
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "--quiet")
    upper, lower = "int x;\n" * 50, "\nint y;\n" * 20 + AROUND
    for name, entries, value in (("one", ENTRIES, "generic"), ("two", (*ENTRIES[:-1], "fsync = other"), "demo")):
        texts = with_entry("adfs", f"checkpoint = {value}_checkpoint", entries, AROUND)
        (before, after) = texts["fs/adfs.c"]
        assert before is not None and after is not None
        more = lower.replace("return 0", f"return {name}")
        long = {"fs/adfs.c": (f"{upper}{before.decode()}{lower}".encode(), f"{upper}{after.decode()}{more}".encode())}
        bare: Texts = {"fs/c.c": (b"a\nb", f"a\nb\n{name}".encode())}
        commits(folder, name, [("adfs: add", long), ("bfs: add", with_entry("bfs")), ("c: add", bare)])
        (tmp_path / name).write_bytes(git(folder, "format-patch", "--stdout", f"{name}-base..{name}"))
    old, new = (read_series(str(tmp_path / name), tmp_path) for name in ("one", "two"))
    real = git(folder, "range-diff", "--no-color", "--creation-factor=100", "one-base..one", "two-base..two")
    assert said(range_diff(old, new, tmp_path, 100).text) == said(real)
    assert "\\ No newline at end of file" in real.decode()
    assert "@@ fs/adfs.c: static const struct file_operations adfs = {" in real.decode()
    old, new = (read_series(f"{name}-base..{name}", folder) for name in ("one", "two"))
    assert range_diff(old, new, folder, 100).text == real


def test_patches_that_do_not_fit_together(tmp_path: Path) -> None:
    """Each stands on its own: the second is not made for what the first leaves."""
    twice = [mail(f"adfs: {word}", git_diff(tmp_path, with_entry("adfs", f"{word} = x"))) for word in ("one", "two")]
    found = range_diff(series(*twice), series(*twice), tmp_path)
    assert said(found.text) == "1 = 1 adfs: one\n2 = 2 adfs: two\n"


def test_the_creation_factor_and_what_has_no_match(tmp_path: Path) -> None:
    old = series(mail("adfs: add", git_diff(tmp_path, with_entry("adfs"))))
    text = with_entry("adfs", "checkpoint = another", ("a = b",), "int z;\n" * 9)
    new = series(mail("adfs: put in something", git_diff(tmp_path, text), body="For another reason.", trailers=""))
    low, high = (range_diff(old, new, tmp_path, factor) for factor in (1, 999))
    assert (low.old, low.new) == ((1,), (1,))
    assert (high.old, high.new) == ((), ())


@pytest.mark.parametrize(
    "change",
    [
        b"diff --git a/x b/x\nold mode 100644\nnew mode 100755\n",
        b"diff --git a/x b/y\nsimilarity index 100%\nrename from x\nrename to y\n",
        b"diff --git a/x b/x\nindex 1111111..2222222 100644\nBinary files a/x and b/x differ\n",
        b"diff --git a/x b/x\nnew file mode 100644\n--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+a\n\\ No newline\n",
        b"diff --git a/x b/x\ndeleted file mode 100644\n--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n",
        b'--- "a/\\303\\244\\t"\n+++ "b/\\303\\244\\t"\n@@ -9 +9 @@\n-a\n+b\n',
    ],
    ids=["mode", "rename", "binary", "created", "deleted", "quoted"],
)
def test_forms_of_change(change: bytes, tmp_path: Path) -> None:
    both = series(mail("x: y", change))
    assert said(range_diff(both, both, tmp_path).text) == "1 = 1 x: y\n"
    other = series(mail("z: w", b"--- a/z\n+++ b/z\n@@ -1 +1 @@\n-a\n+b\n", body="No."))
    assert range_diff(both, other, tmp_path).old == (1,)


def test_another_content_of_a_binary_file_is_a_difference(tmp_path: Path) -> None:
    change = b"diff --git a/x b/x\nindex 1111111..2222222 100644\nBinary files a/x and b/x differ\n"
    old, new = (series(mail("x: y", each)) for each in (change, change.replace(b"2222222", b"3333333")))
    assert said(range_diff(old, new, tmp_path, 999).text).startswith("1 ! 1 x: y\n")


def odd(sender: str) -> Series:
    plain = series(mail("x: y", b"--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n"))
    return replace(plain, patches=tuple(replace(p, message=replace(p.message, sender=sender)) for p in plain.patches))


@pytest.mark.parametrize("sender", ["", "<a@b>", "A <B> C <a@b>", "A\nB <a@b", "Ä Ö <ä@ö>", "name only"])
def test_odd_authors(sender: str, tmp_path: Path) -> None:
    assert said(range_diff(odd(sender), odd(sender), tmp_path).text) == "1 = 1 x: y\n"


def test_the_users_settings_do_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config").write_text("[diff]\n\tcontext = 0\n\tnoprefix = true\n[color]\n\tui = always\n")
    whole = read_series(str(SAMPLE_SERIES), Path())
    other = replace(whole, patches=whole.patches[1:])
    plain = range_diff(whole, other, tmp_path)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "config"))
    monkeypatch.setenv("GIT_DIFF_OPTS", "-u0")
    assert range_diff(whole, other, tmp_path) == plain
    assert b"\x1b" not in run_git(str(tmp_path), "--version")
