"""Unified diffs as values: the forms of git and of other tools, and what cannot be read."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckptgen.review.hunks import DiffError, parse_diff, render_diff
from ckptgen.review.model import FileDiff
from tests.review.patches import Texts, git, git_diff

ONE = b"--- a/x\n+++ b/x\n"


def only(data: bytes) -> FileDiff:
    (file,) = parse_diff(data, "p")
    return file


def test_a_hunk() -> None:
    file = only(b"text\n" + ONE + b"@@ -3,2 +3,3 @@ struct x {\n a\n+b\n\n-- \n2.31.0\n")
    (hunk,) = file.hunks
    assert (file.old, file.new, file.line) == ("x", "x", 2)
    assert (hunk.old_start, hunk.old_count, hunk.new_start, hunk.new_count) == (3, 2, 3, 3)
    assert (hunk.section, hunk.lines, hunk.line) == (b"struct x {", (b" a", b"+b", b" "), 4)
    assert (hunk.removed, hunk.added) == ((), (b"b",))


@pytest.mark.parametrize(
    "hunk",
    [
        b"@@ -1,2 +1,2 @@\n-a\n",
        b"@@ -1,2 +1,2 @@\n-a\n+b\n",
        b"@@ -1,2 +1 @@\n-a\n+b\n+c\n",
        b"@@ -1,2 +1 @@\n-a\n+b\n+c\n-d\n",
        b"@@ -1,3 +1,3 @@\n a\n-b\n+c\n-- \n2.31.0\n",
        b"@@ -1,2 +1,2 @@\n-a\n+b\n@@ -9 +9 @@\n-a\n+b\n",
    ],
)
def test_a_hunk_that_ends_too_early(hunk: bytes) -> None:
    with pytest.raises(DiffError, match=r"^p:3: "):
        parse_diff(ONE + hunk, "p")


@pytest.mark.parametrize("number", [b"9" * 11, b"9" * 5000])
@pytest.mark.parametrize("head", [b"@@ -%s +1 @@", b"@@ -1,%s +1 @@", b"@@ -1 +%s @@", b"@@ -1 +1,%s @@ x"])
def test_a_number_that_no_file_has(head: bytes, number: bytes) -> None:
    with pytest.raises(DiffError, match=r"^p:3: "):
        parse_diff(ONE + head % number + b"\n-a\n+b\n", "p")


@pytest.mark.parametrize("name", [b'"a/\\x"', b'"a/\\q"', b'"a/\\8"', b'"a/\\400"', b'"a/\\"', b'"a/\\000"', b"a/x\0y"])
def test_a_name_that_no_file_has(name: bytes) -> None:
    other = name.replace(b"a/", b"b/")
    for line, diff in (
        (5, b"diff --git %s %s\n" % (name, other)),
        (6, b"diff --git a/x b/x\nrename from %s\n" % name),
        (5, b"--- %s\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n" % name),
        (6, b"--- a/x\n+++ %s\n@@ -1 +1 @@\n-a\n+b\n" % other),
    ):
        with pytest.raises(DiffError, match=rf"^p:{line}: the name of the file has "):
            parse_diff(diff, "p", 5)


def test_lines_that_look_like_heads_inside_a_hunk() -> None:
    file = only(ONE + b"@@ -1,2 +1,2 @@\n--- a/y\n-@@ -1 +1 @@\n+++ b/y\n+diff --git a/y b/y\n")
    assert file.hunks[0].lines == (b"--- a/y", b"-@@ -1 +1 @@", b"+++ b/y", b"+diff --git a/y b/y")


def test_no_newline_at_the_end() -> None:
    file = only(ONE + b"@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n")
    assert [line[:1] for line in file.hunks[0].lines] == [b"-", b"\\", b"+", b"\\"]


def test_a_carriage_return_belongs_to_the_line() -> None:
    assert only(ONE + b"@@ -1 +1 @@\n-a\r\n+b\r\n").hunks[0].lines == (b"-a\r", b"+b\r")


def test_quoted_names() -> None:
    head = b'diff --git "a/fs/\\303\\244 \\"\\t.c" "b/fs/\\303\\244 \\"\\t.c"\n'
    file = only(head + b'--- "a/fs/\\303\\244 \\"\\t.c"\n+++ "b/fs/\\303\\244 \\"\\t.c"\n@@ -1 +1 @@\n-a\n+b\n')
    assert (file.old, file.new) == ('fs/ä "\t.c', 'fs/ä "\t.c')
    assert only(head + b"old mode 100644\nnew mode 100755\n").path == 'fs/ä "\t.c'


def test_a_name_with_blanks() -> None:
    file = only(b"diff --git a/a b/c b/a b/c\nold mode 100644\nnew mode 100755\n")
    assert (file.old, file.new, file.old_mode, file.new_mode) == ("a b/c", "a b/c", "100644", "100755")


def test_created_deleted_moved() -> None:
    head = b"diff --git a/x b/x\n"
    new = only(head + b"new file mode 100755\nindex 000..123\n--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+a\n")
    assert (new.old, new.new, new.new_mode) == (None, "x", "100755")
    gone = only(head + b"deleted file mode 100644\nindex 123..000\n--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n")
    assert (gone.old, gone.new, gone.path) == ("x", None, "x")
    empty = only(head + b"new file mode 100644\nindex 000..e69\n")
    assert (empty.old, empty.new, empty.hunks) == (None, "x", ())
    moved = only(b"diff --git a/x b/y\nsimilarity index 100%\nrename from x\nrename to y\n")
    assert (moved.old, moved.new) == ("x", "y")


def test_a_plain_diff_renames_nothing() -> None:
    file = only(b"--- linux.orig/fs/x.c.orig\tSat Jan 1\n+++ linux/fs/x.c\tSun Jan 2\n@@ -1 +1 @@\n-a\n+b\n")
    assert (file.old, file.new) == ("fs/x.c", "fs/x.c")


def test_binary_files_have_the_id_of_their_content() -> None:
    head = b"diff --git a/x b/x\nindex 1111111..2222222 100644\n"
    said = only(head + b"Binary files a/x and b/x differ\n")
    assert (said.binary, said.blob) == (True, "2222222")
    whole = only(head + b"GIT binary patch\nliteral 1\nIc${NkU|;|M00aO5\n\nliteral 0\nHcmV?d00001\n\n")
    assert (whole.binary, whole.blob, whole.hunks) == (True, "2222222", ())
    assert not only(head + b"--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n").blob


def test_text_without_a_diff() -> None:
    assert parse_diff(b"", "p") == ()
    assert parse_diff(b"--- \n+++ is what people write\n", "p") == ()
    assert parse_diff(b"@@ -1 +1 @@\n-a\n+b\n", "p") == ()


LINES = st.lists(st.sampled_from([b"a", b"b", b"", b"\t.x = y,", b"};", b"-- ", b"\r", b"\xff\x0c", b"--- a/x"]))
TEXTS = st.tuples(LINES, st.booleans()).map(lambda each: b"\n".join(each[0]) + b"\n" * each[1])


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.none() | TEXTS, st.none() | TEXTS), max_size=3))
def test_what_is_read_of_gits_diff_applies_to_the_same(texts: list[tuple[bytes | None, bytes | None]]) -> None:
    files: Texts = {f"fs/ä {number}.c": both for number, both in enumerate(texts)}
    with TemporaryDirectory() as name:
        folder = Path(name)
        read = parse_diff(git_diff(folder, files, "--no-renames", "--text"), "p")
        changed = {path: both for path, both in files.items() if both[0] != both[1]}
        assert {file.path for file in read} == set(changed)
        (folder / "fs").mkdir()
        for path, (before, _) in changed.items():
            if before is not None:
                (folder / path).write_bytes(before)
        for file in read:
            if file.hunks:
                git(folder, "apply", "--whitespace=nowarn", "--unidiff-zero", data=render_diff(file))
                after = changed[file.path][1]
                assert ((folder / file.path).read_bytes() if after is not None else None) == after
