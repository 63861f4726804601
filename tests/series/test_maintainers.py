"""Who is to get a patch, by small MAINTAINERS files."""

import re
import subprocess
import textwrap
from pathlib import Path

import pytest

from ckptgen.series.maintainers import Maintainers
from ckptgen.series.recipients import Recipients, cc_trailers, recipients_file, union


def found(text: str, *paths: str, patch: bytes = b"", mailmap: str = "") -> Recipients:
    maintainers = Maintainers(textwrap.dedent(text).encode(), mailmap.encode())
    result = maintainers.recipients(paths, patch)
    assert maintainers.unread == ()
    return result


def matches(fields: str, path: str, patch: bytes = b"") -> bool:
    """Return whether an entry with these fields, divided by semicolons, is one for ``path``."""
    entry = "\n".join(
        ["AN ENTRY", "M:\tAnn <ann@x.org>", *(field.replace(":", ":\t", 1) for field in fields.split(";"))]
    )
    return bool(found(entry, path, patch=patch).to)


@pytest.mark.filterwarnings("error")  # such as Python's about a bracket in brackets
@pytest.mark.parametrize(
    ("fields", "yes", "no"),
    [
        ("F:fs/foo/", "fs/foo/a/b/c.c", "fs/foobar/a.c"),
        ("F:fs/foo/", "fs/foo/a.c", "fs/foo"),
        ("F:fs/foo/*", "fs/foo/a.c", "fs/foo/a/b.c"),
        ("F:*/foo/*", "fs/foo/a.c", "fs/a/foo/b.c"),
        ("F:fs/foo*", "fs/foobar.c", "fs/foobar/a.c"),
        ("F:fs/*/a.c", "fs/foo/a.c", "fs/foo/a_c"),
        ("F:fs/a.c", "fs/a.c", "fs/aXc"),
        ("F:fs/a.c", "fs/a.cpp", "fs/a.c/b.c"),
        ("F:fs/a.c", "fs/a.c", "top/fs/a.c"),
        ("F:fs/a?c", "fs/abc", "fs/ac"),
        ("F:fs/a.[ch]", "fs/a.h", "fs/a.S"),
        ("F:fs/a[0-9]*.c", "fs/a1b.c", "fs/ab.c"),
        ("F:fs/*/foo/", "fs/a/b/foo/c.c", "fs/a/b/food/c.c"),
        ("F:*", "Makefile", "fs/Makefile"),
        ("F:*/", "fs/Makefile", "Makefile"),
        ("F:fs/foo", "fs/foo/a/b.c", "fs/bar/a.c"),
        ("F:fs/foo", "fs/foo.c", "fs/a/foo.c"),
        ("F:fs/a+b/", "fs/aab/x.c", "fs/b/x.c"),
        ("F:fs/;X:fs/foo/", "fs/a.c", "fs/foo/a.c"),
        ("X:fs/foo/;F:fs/", "fs/a.c", "fs/foo/a.c"),
        ("F:*/;X:fs/foo/", "top/fs/foo/a.c", "fs/foo/a.c"),
        ("N:foo", "fs/a/foobar.c", "fs/a/fobar.c"),
        ("N:^fs/.*[^a-z]foo", "fs/a_foo.c", "lib/a_foo.c"),
        ("N:foo;X:fs/", "lib/foo.c", "fs/foo.c"),
        ("N:\\Afs/ a \\. c\\z", "fs/a.c", "fs/a.cc"),
        ("N:a(?i)b|c", "lib/C", "lib/A"),
        ("N:[[:upper:]_]x", "fs/Ax", "fs/ax"),
        ("N:[[x]y", "fs/[y", "fs/y"),
        ("N:f\\h?x$", "lib/fx", "lib/fvx"),
        ("N:a\\vb", "a\nb", "a b"),
    ],
)
def test_a_pattern(fields: str, yes: str, no: str) -> None:
    assert matches(fields, yes)
    assert not matches(fields, no)


PATCH = b"""\
Subject: [PATCH] fs: %s

Words.
Fixes: 0123456789ab ("%s")
---
 fs/%s.c | 2 +-

diff --git a/fs/a.c b/fs/a.c
--- a/fs/a.c
+++ b/fs/a.c
@@ -1,3 +1,3 @@ %s
 int %s;
-int %s;
+int %s;
--\x20
"""
PLACES = ("subject", "fixes", "diffstat", "hunk header", "context", "removed", "added")


@pytest.mark.parametrize(
    ("keyword", "word", "places"),
    [
        (r"\bfoo_", "foo_bar", "subject, diffstat, removed, added"),
        (r"\bfoo_", "afoo_bar", ""),
        ("(?i)foo", "FOO", "subject, diffstat, removed, added"),
        (r"\b(?i:foo|bar)\b", "Bar", "subject, diffstat, removed, added"),
        ("foo", "FOO", ""),
        (r"foo\s+bar", "foo  bar", "subject, diffstat, removed, added"),
        ("no|foo", "foo", "subject, diffstat, context, removed, added"),  # as the script has it
        ("(no|foo)", "foo", "subject, diffstat, removed, added"),
    ],
)
def test_a_keyword(keyword: str, word: str, places: str) -> None:
    hits = []
    for place in PLACES:
        words = tuple(word.encode() if name == place else b"x" for name in PLACES)
        if matches(f"K:{keyword}", "fs/a.c", PATCH % words):
            hits.append(place)
    assert ", ".join(hits) == places


def test_a_keyword_says_nothing_of_a_path() -> None:
    assert not matches("K:foo", "fs/foo.c")


def test_people_and_lists() -> None:
    text = """
        FOO
        L:\tfoo@lists.org (moderated for non-subscribers)
        R:\tRob <rob@x.org> (of the board, mostly)
        M:\tAnn <ann@x.org>
        M:\tbob@x.org
        L:\tclosed@lists.org (subscribers-only, in French)
        L:\tThe Foo Team <team@x.org>
        S:\tOrphan
        F:\tfs/foo/
        """
    assert found(text, "fs/foo/a.c") == Recipients(
        ("Ann <ann@x.org>", "bob@x.org"),
        ("Rob <rob@x.org>", "foo@lists.org", "The Foo Team <team@x.org>"),
        ("foo@lists.org", "The Foo Team <team@x.org>"),
    )
    assert found(text, "fs/bar/a.c") == Recipients((), ())


ENTRIES = """
    Introduction.
    F: Files and directories

    ALL OF FS
    M:\tFay <fay@x.org>
    R:\tAnn <ann@x.org>
    L:\tfs@lists.org
    F:\tfs/
    # A comment
    FOO

    M:\tAnn <ann@x.org>
    M:\tBob <bob@x.org>
    R:\tFay <fay@x.org>
    L:\tfoo@lists.org
    F:\tfs/foo/

    MORE FOO
    M:\tCyd <cyd@x.org>
    L:\tFS@lists.org
    F:\tfs/foo/

    THE REST
    M:\tLinus Torvalds <torvalds@linux-foundation.org>
    L:\tall@lists.org
    F:\t*
    F:\t*/
    """


def test_the_closest_entry_comes_first() -> None:
    recipients = found(ENTRIES, "fs/foo/a.c")
    assert recipients.to == ("Ann <ann@x.org>", "Bob <bob@x.org>", "Cyd <cyd@x.org>", "Fay <fay@x.org>")
    assert recipients.cc == recipients.lists == ("foo@lists.org", "FS@lists.org", "all@lists.org")


def test_who_is_a_maintainer_by_one_entry_is_not_copied_as_a_reviewer_of_another() -> None:
    assert found(ENTRIES, "fs/a.c") == Recipients(
        ("Fay <fay@x.org>",), ("Ann <ann@x.org>", "fs@lists.org", "all@lists.org"), ("fs@lists.org", "all@lists.org")
    )


def test_the_rest_is_a_list_without_its_first_maintainer() -> None:
    assert (
        found(ENTRIES, "Makefile")
        == found(ENTRIES, "lib/a.c")
        == Recipients((), ("all@lists.org",), ("all@lists.org",))
    )


def test_the_last_pattern_of_an_entry_says_how_close_it_is() -> None:
    text = "A\nM:\ta@x\nF:\tfs/foo/a.c\nN:\tfoo\nB\nM:\tb@x\nF:\tfs/\n"
    assert found(text, "fs/foo/a.c").to == ("b@x", "a@x")
    assert found(text.replace("N:\tfoo\n", ""), "fs/foo/a.c").to == ("a@x", "b@x")


def test_files_of_a_folder_are_closer_than_all_below_it() -> None:
    text = "A\nM:\ta@x\nF:\tfs/foo/\nB\nM:\tb@x\nF:\tfs/foo/*\n"
    assert found(text, "fs/foo/a.c").to == ("b@x", "a@x")
    assert found(text, "fs/foo/b/a.c").to == ("a@x",)


def test_empty_lines_and_comments_end_no_entry() -> None:
    assert found("A\nM:\ta@x\n\n # more\nF:\tfs/\n", "fs/a.c").to == ("a@x",)
    assert found("A\nM:\ta@x\nmore\nF:\tfs/\n", "fs/a.c").to == ()


def test_all_paths_of_a_patch_count() -> None:
    text = "A\nM:\ta@x\nF:\tfs/a/\nB\nM:\tb@x\nF:\tfs/b/\nC\nM:\tc@x\nF:\tfs/c/\n"
    assert found(text, "fs/b/x.c", "fs/a/x.c").to == ("a@x", "b@x")


def test_a_file_beside_a_directory_of_its_name() -> None:
    text = b"A\nM:\ta@x\nF:\tfs/foo\n"
    assert Maintainers(text).recipients(["fs/foo.c"]).to == ("a@x",)
    tree = Maintainers(text, is_directory=lambda path: path == "fs/foo")
    assert tree.recipients(["fs/foo.c"]).to == ()
    assert tree.recipients(["fs/foo/a.c"]).to == ("a@x",)


@pytest.mark.parametrize(
    ("value", "addresses"),
    [
        ("ann@x.org", ["ann@x.org"]),
        ("<ann@x.org>", ["ann@x.org"]),
        ("ann@x.org (of the board)", ["ann@x.org"]),
        ("Ann Lee <ann@x.org> (of the board)", ["Ann Lee <ann@x.org>"]),
        ("Ann B. Lee <ann@x.org>", ['"Ann B. Lee" <ann@x.org>']),
        ('"Ann B. Lee" <ann@x.org>', ['"Ann B. Lee" <ann@x.org>']),
        ('"Ann Lee" <ann@x.org>', ["Ann Lee <ann@x.org>"]),
        ("Änn Lee <ann@x.org>", ['"Änn Lee" <ann@x.org>']),
        ('"Ann \\"B\\" Lee" <ann@x.org>', ['"Ann \\"B\\" Lee" <ann@x.org>']),
        ("Ann <ann@x.org> (not ann@y.org, not ann@z.org)", ["Ann <ann@x.org>"]),
        ('Ann "B" Lee <ann@x.org>', ['"Ann \\"B\\" Lee" <ann@x.org>']),
        ("Lee, Ann <ann@x.org>", ['"Lee, Ann" <ann@x.org>']),
        ('"Lee, Ann" <ann@x.org>', ['"Lee, Ann" <ann@x.org>']),
        ("Ann <ann@x.org>, bob@x.org", ["Ann <ann@x.org>", "bob@x.org"]),
        ("Ann <ann@x.org>, Bob <bob@x.org>", ["Ann <ann@x.org>", "Bob <bob@x.org>"]),
        ("Ann Lee", []),
        ("", []),
    ],
)
def test_an_address(value: str, addresses: list[str]) -> None:
    assert list(found(f"A\nM:\t{value}\nF:\tfs/", "fs/a.c").to) == addresses


@pytest.mark.parametrize(
    ("second", "kept"),
    [
        ("Ann <other@x.org>", False),
        ("Other <ANN@x.org>", False),
        ("ann@x.org", False),
        ("Anne <other@x.org>", True),
    ],
)
def test_nobody_gets_a_mail_twice(second: str, kept: bool) -> None:
    assert len(found(f"A\nM:\tAnn <ann@x.org>\nM:\t{second}\nF:\tfs/", "fs/a.c").to) == 1 + kept
    assert len(found(f"A\nM:\tAnn <ann@x.org>\nR:\t{second}\nF:\tfs/", "fs/a.c").cc) == kept


def test_who_is_left_out_does_not_keep_others_out() -> None:
    text = "A\nM:\tAnn <ann@x.org>\nM:\tAnn <bob@x.org>\nM:\tBob <bob@x.org>\nF:\tfs/"
    assert found(text, "fs/a.c").to == ("Ann <ann@x.org>", "Bob <bob@x.org>")


def test_a_list_that_is_a_maintainer() -> None:
    assert found("A\nM:\tFoo Team <foo@x.org>\nL:\tfoo@x.org\nL:\tbar@x.org\nF:\tfs/", "fs/a.c") == Recipients(
        ("Foo Team <foo@x.org>",), ("bar@x.org",), ("bar@x.org",)
    )


@pytest.mark.parametrize(
    ("mailmap", "expected"),
    [
        ("Ann New <ann@x.org>", "Ann New <ann@x.org>"),
        ("<new@x.org> <ann@x.org>", "Ann <new@x.org>"),
        ("Ann New <new@x.org> <ann@x.org> # since", "Ann New <new@x.org>"),
        ("Ann New <new@x.org> Ann <ann@x.org>", "Ann New <new@x.org>"),
        ("Ann New <new@x.org> Other <ann@x.org>", "Ann <ann@x.org>"),
        ("<new@x.org> <ann@x.org>\nAnn New <new@x.org>", "Ann New <new@x.org>"),
        ("Ann New <ann@x.org>\n<new@x.org> <ann@x.org>", "Ann New <new@x.org>"),
        ("<new@x.org> <ann@x.org>\nAnn New <ann@x.org>", "Ann New <new@x.org>"),
        ("# Ann New <ann@x.org>", "Ann <ann@x.org>"),
    ],
)
def test_the_mailmap(mailmap: str, expected: str) -> None:
    assert found("A\nM:\tAnn <ann@x.org>\nF:\tfs/", "fs/a.c", mailmap=mailmap).to == (expected,)


def test_two_addresses_that_are_one_today() -> None:
    text = "A\nM:\tAnn <ann@x.org>\nM:\tA Lee <old@x.org>\nF:\tfs/"
    assert found(text, "fs/a.c", mailmap="Ann <ann@x.org> <old@x.org>").to == ("Ann <ann@x.org>",)


def test_one_name_today_two_names() -> None:
    text = "A\nM:\tAnn <ann@x.org>\nM:\tAnn <old@x.org>\nF:\tfs/"
    assert found(text, "fs/a.c", mailmap="Ann One <ann@x.org>\nAnn Two <old@x.org>").to == ("Ann One <ann@x.org>",)


@pytest.mark.parametrize(
    ("fields", "to"),
    [
        ("P:\tAnn Lee\nM:\tann@x.org\nP:\tBob\nM:\tbob@x.org", ("Ann Lee <ann@x.org>", "Bob <bob@x.org>")),
        ("P:\tAnn\nP:\tBob\nM:\tboth@x.org", ("Bob <both@x.org>",)),
        ("P:\tAnn\nM:\tBob <bob@x.org>", ("Bob <bob@x.org>",)),
        ("P:\tAnn\nM:\tann@x.org\nM:\tbob@x.org", ("Ann <ann@x.org>", "bob@x.org")),
        ("P:\tAnn\nL:\tlist@x.org", ()),
        ("P:\tDocumentation/a.rst\nM:\tbob@x.org", ("bob@x.org",)),
    ],
)
def test_the_old_form_of_a_person(fields: str, to: tuple[str, ...]) -> None:
    assert found(f"A\n{fields}\nF:\tfs/", "fs/a.c").to == to


def test_lines_that_are_not_utf_8() -> None:
    data = "A\nM:\tJörg <j@x.org>\n".encode() + "M:\tÄnn <a@x.org>\nF:\tfs/\n".encode("latin-1")
    assert Maintainers(data).recipients(["fs/a.c"]).to == ('"Jörg" <j@x.org>', '"Änn" <a@x.org>')


def test_a_pattern_that_python_cannot_read_is_named_and_the_others_hold() -> None:
    text = "ONE\nM:\ta@x\nN:\tfoo(?&bar)\nK:\t\\p{Lu}\nF:\tfs/a(.c\nX:\tlib/[\nN:\t[[:punct:]]\nN:\ta)b\nN:\nN:\tfoo\n"
    maintainers = Maintainers(text.encode())
    named = [re.match(r"ONE: (.*) \(.+\)$", line) for line in maintainers.unread]
    expected = ["N: foo(?&bar)", "K: \\p{Lu}", "F: fs/a(.c", "X: lib/[", "N: [[:punct:]]", "N: a)b", "N: "]
    assert [match and match[1] for match in named] == expected
    assert maintainers.recipients(["lib/foo.c"], b"A").to == ("a@x",)
    assert maintainers.recipients(["fs/a(.c"], b"A").to == ()


@pytest.mark.parametrize(
    "field",
    ["K:\ta{99999999999999999999}", f"K:\t{'(' * 3000}a{')' * 3000}", "N:\t(a)\\1", "F:\tfs/((((a{999}){999}){999})"],
)
def test_a_pattern_beyond_all_bounds_is_named_and_the_others_hold(field: str) -> None:
    maintainers = Maintainers(f"ONE\nM:\ta@x\n{field}\nK:\tfoo\n".encode())
    (named,) = maintainers.unread
    assert named.startswith(f"ONE: {field.replace(chr(9), ' ')} (")
    assert maintainers.recipients([], b"foo").to == ("a@x",)


@pytest.mark.parametrize(
    ("field", "path", "patch"),
    [
        ("K:\t(x+x+)+y", "fs/a.c", b"--- a/fs/a.c\n+++ b/fs/a.c\n+" + b"x" * 3000 + b"%s\n"),
        ("K:\t(x|x)*y", "fs/a.c", b"x" * 3000 + b"%s\n"),
        ("N:\t(x+x+)+y", "fs/" + "x" * 3000 + "%s", b""),
        ("F:\tfs/(x+x+)+y", "fs/" + "x" * 3000 + "%s", b""),
        ("F:\tfs/" + "*x" * 40 + "*y", "fs/" + "x" * 3000 + "%s", b""),
    ],
)
def test_no_pattern_matches_without_end(field: str, path: str, patch: bytes) -> None:
    for end, to in (("y", ("a@x",)), ("z", ())):
        maintainers = Maintainers(f"ONE\nM:\ta@x\n{field}\n".encode())
        found_to = maintainers.recipients([path.replace("%s", end)], patch.replace(b"%s", end.encode())).to
        assert (found_to, maintainers.unread) == (to, ())


ONE = Recipients(
    ("Ann <ann@x.org>",), ("Rob <rob@x.org>", "one@lists.org", "all@lists.org"), ("one@lists.org", "all@lists.org")
)
TWO = Recipients(
    ('"Bob B." <bob@x.org>', "ann@x.org"), ("two@lists.org", "ALL@lists.org"), ("two@lists.org", "ALL@lists.org")
)


def test_the_cover_goes_to_the_lists_and_copies_to_the_maintainers() -> None:
    assert union([ONE, TWO]) == Recipients(
        ("one@lists.org", "all@lists.org", "two@lists.org"), ("Ann <ann@x.org>", '"Bob B." <bob@x.org>')
    )
    assert union([]) == Recipients((), ())


def test_trailers() -> None:
    assert cc_trailers(TWO) == [
        'Cc: "Bob B." <bob@x.org>',
        "Cc: ann@x.org",
        "Cc: two@lists.org",
        "Cc: ALL@lists.org",
    ]
    assert cc_trailers(Recipients((), ())) == []
    assert cc_trailers(Recipients(("a@x",), ("a@x",))) == ["Cc: a@x"]


def test_the_file() -> None:
    person = Recipients(('"Änn" <ann@x.org>',), ("l@x.org",))
    assert recipients_file([("0001-a.patch", person)]) == (
        '0001-a.patch\tTo\t"Änn" <ann@x.org>\n0001-a.patch\tCc\tl@x.org\n'.encode()
    )
    assert recipients_file([]) == b""


def documented_command() -> str:
    """Return the line of ``recipients_file``'s docstring that sets ``$awk``."""
    line = re.search(r"^ +(awk=.*)$", recipients_file.__doc__ or "", re.MULTILINE)
    assert line
    return line[1]


@pytest.mark.parametrize(
    ("patch", "kind", "said"),
    [
        ("0001-a.patch", "To", "Ann <ann@x.org>\n"),
        ("out/v2 of it/0001-a.patch", "Cc", "Rob <rob@x.org>\none@lists.org\nall@lists.org\n"),
        ("v2-0001-a.patch", "To", '"Bob B." <bob@x.org>\nann@x.org\n'),
        ("v3-0001-a.patch", "To", ""),
    ],
)
def test_the_documented_awk(tmp_path: Path, patch: str, kind: str, said: str) -> None:
    (tmp_path / "recipients").write_bytes(recipients_file([("0001-a.patch", ONE), ("v2-0001-a.patch", TWO)]))
    # git send-email gives its shell the command and the path of the patch, with a backslash before special characters
    script = f'{documented_command()}\nsh -c "$awk k={kind} recipients $1"'
    escaped = re.sub(r"(\W)", r"\\\1", patch)
    command = ["sh", "-c", script, "sh", escaped]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == (said, "")
