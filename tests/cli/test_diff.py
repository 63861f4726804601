"""``ckptgen diff``: the first screen, the views, JSON, the exit codes and what is refused."""

import json
import os
import random
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.paths import CASES, ROOT
from tests.review.patches import git

SERIES = ROOT / "patches" / "checkpoint" / "series"
COUNT = len(list(SERIES.glob("*.patch"))) - 1
RENUMBERED = CASES / "review" / "diff" / "one_gone_one_new_and_renumbered"


def both(name: str) -> list[Path]:
    """Return the two versions of a case."""
    return [CASES / "review" / "diff" / name / f"{side}.mbox" for side in ("old", "new")]


def test_a_series_and_itself(ckptgen: Run) -> None:
    result = ckptgen("diff", SERIES, SERIES, "--exit-code")
    lines = result.out.splitlines()
    assert result.code == 0
    assert len(lines) == COUNT
    assert all(line.startswith("= ") for line in lines)
    assert result.err.splitlines()[-1] == f"{COUNT} same (=)"


@pytest.mark.parametrize("manifest", [True, False])
def test_a_shuffled_and_renumbered_copy(ckptgen: Run, tmp_path: Path, manifest: bool) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    files = sorted(SERIES.glob("*.patch"))[1:]
    order = random.Random(1).sample(range(len(files)), len(files))
    for number, place in enumerate(order, 1):
        slug = files[place].name.partition("-")[2]
        was, now = f"[PATCH {place + 1:02}/{COUNT}]".encode(), f"[PATCH v2 {number:02}/{COUNT}]".encode()
        (copy / f"v2-{number:04}-{slug}").write_bytes(files[place].read_bytes().replace(was, now, 1))
    if manifest:
        shutil.copy(SERIES / "manifest.json", copy)
    result = ckptgen("diff", SERIES, copy, "--exit-code")
    lines = result.out.splitlines()
    assert (result.code, len(lines)) == (0, COUNT)
    assert all(line.startswith("= ") for line in lines)
    assert lines[0].split()[1:4] == [str(order[0] + 1), "->", "1"]
    assert "moved among the others" in result.err


@pytest.mark.parametrize("folder", sorted((CASES / "review" / "diff").iterdir()), ids=lambda folder: folder.name)
def test_case(ckptgen: Run, folder: Path) -> None:
    result = ckptgen("diff", folder / "old.mbox", folder / "new.mbox")
    assert (result.code, result.out) == (0, (folder / "out.txt").read_text())
    assert ckptgen("diff", folder / "old.mbox", folder / "new.mbox") == result


def test_exit_code(ckptgen: Run) -> None:
    for name, code in (("same_at_other_lines", 0), ("context_only", 1), ("trailers", 1), ("message", 1)):
        assert ckptgen("diff", *both(name), "--exit-code").code == code
        assert ckptgen("diff", *both(name)).code == 0


def test_a_range_an_mbox_and_a_folder(ckptgen: Run, tmp_path: Path) -> None:
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "--quiet")
    for text in ("int a;\n", "int a;\nint b;\n", "int a;\nint b;\nint c;\n"):
        (folder / "a.c").write_text(text)
        git(folder, "add", "a.c")
        git(folder, "commit", "--quiet", "-m", f"a: line {text.count('int')}")
    git(folder, "format-patch", "--quiet", "-o", str(tmp_path / "out"), "HEAD~2")
    (tmp_path / "box").write_bytes(git(folder, "format-patch", "--stdout", "HEAD~2"))
    for place in (tmp_path / "out", tmp_path / "box"):
        result = ckptgen("-C", folder, "diff", "HEAD~2..HEAD", place, "--exit-code")
        assert (result.code, result.out) == (0, "=    1 -> 1  a: line 2\n=    2 -> 2  a: line 3\n")
    gone = ckptgen("-C", folder, "diff", tmp_path / "out", "HEAD~1..", "--exit-code")
    assert gone.code == 1
    assert gone.out.startswith("-    1 -> -  a: line 2\n=    2 -> 1  a: line 3\n\n-    1 -> -  a: line 2\n")
    assert "    +int b;\n" in gone.out


# --- views --------------------------------------------------------------


@pytest.mark.parametrize("view", ["--semantic", "--interdiff", "--range-diff"])
def test_a_patch_without_a_match_is_shown_in_every_view(ckptgen: Run, view: str) -> None:
    result = ckptgen("diff", view, RENUMBERED / "old.mbox", RENUMBERED / "new.mbox")
    for which, name in (("new", "zonefs"), ("old", "hfs")):
        assert f"--- only in the {which} series; the whole patch: ---\n" in result.out
        assert f"    diff --git a/fs/{name}/file.c b/fs/{name}/file.c\n" in result.out
    assert result.out.startswith("+    - -> 1  zonefs: add .checkpoint to file operations\n")


def test_semantic(ckptgen: Run) -> None:
    assert ckptgen("diff", "--semantic", *both("under_a_condition_now")).out.splitlines()[3:] == [
        "    fs/demo/file.c",
        "      demo_fops (struct file_operations)",
        "        ! adds .checkpoint = generic_file_checkpoint under CONFIG_CHECKPOINT; in the old version under no "
        "condition",
        "      2 other lines differ",
    ]
    assert ckptgen("diff", "--semantic", *both("message")).out.count("\n") == 1


def test_interdiff(ckptgen: Run) -> None:
    assert ckptgen("diff", "--interdiff", *both("other_lines")).out.splitlines()[3:] == [
        "    fs/demo/file.c",
        "    @@ -1,3 +1,3 @@",
        "     int a;",
        "    -int x;",
        "    +int y;",
        "     int c;",
    ]
    same = ckptgen("diff", "--interdiff", *both("a_comma_less")).out
    assert "      the base differs, and the result does not:\n" in same
    assert ckptgen("diff", "--interdiff", *both("context_only")).out.count("\n") == 1


def test_range_diff_is_gits(ckptgen: Run) -> None:
    result = ckptgen("diff", "--range-diff", *both("entry_has_another_value"))
    first, _, rest = result.out.partition("\n\n")
    assert first == "!    1 -> 1  demo: add .checkpoint to file operations"
    assert "    -+\t.checkpoint = generic_file_checkpoint,\n    ++\t.checkpoint = demo_checkpoint,\n" in rest


def test_the_creation_factor_reaches_git(ckptgen: Run) -> None:
    low, high = (
        ckptgen("diff", "--range-diff", f"--creation-factor={percent}", *both("other_lines")).out
        for percent in (1, 999)
    )
    assert "1 <" not in high
    assert low.count("--- git found no match for this patch") == 2
    assert low.count("    +int x;\n") == 1


def test_only(ckptgen: Run) -> None:
    places = both("matched_by_table_not_by_likeness")
    assert ckptgen("diff", "--only", "subjects", *places).out.count("\n") == 2
    assert ckptgen("diff", "--only", "code,tags", *places).out.count("\n") == 2
    assert "message:" in ckptgen("diff", "--only", "messages", *places).out
    trailers = both("trailers")
    assert "Reviewed-by: D E" in ckptgen("diff", "--only", "tags", *trailers).out
    whole = ckptgen("diff", "--only", "messages", RENUMBERED / "old.mbox", RENUMBERED / "new.mbox").out
    assert "Let it be saved." in whole and "diff --git" not in whole


# --- JSON ---------------------------------------------------------------


def test_json(ckptgen: Run) -> None:
    result = ckptgen("diff", "--format", "json", *both("one_more_table"))
    report = json.loads(result.out)
    assert report["schema"] == "ckptgen-diff/1"
    assert set(report) == {"schema", "differs", "old", "new", "counts", "moved", "cover", "patches"}
    assert report["counts"] == {"same": 0, "context": 0, "changed": 1, "new": 0, "gone": 0}
    (patch,) = report["patches"]
    assert (patch["mark"], patch["message"], patch["trailers"]) == ("!", False, False)
    assert patch["new"] == {
        "number": 1,
        "name": "new.mbox",
        "subject": "demo: add .checkpoint to file operations",
        "phase": None,
        "group": None,
    }
    (file,) = patch["files"]
    assert (file["path"], file["mark"], file["lines"]) == ("fs/demo/file.c", "!", [])
    (table,) = file["tables"]
    assert (table["struct"], table["table"]) == ("file_operations", "b_fops")
    (entry,) = table["entries"]
    assert (entry["field"], entry["kind"], entry["old"]) == ("checkpoint", "added", None)
    assert entry["new"]["after"] == "generic_file_checkpoint"
    line = both("one_more_table")[1].read_text().split("\n")[entry["new"]["line"] - 1]
    assert line == "+\t.checkpoint = generic_file_checkpoint,"


def test_json_of_messages_and_unmatched_patches(ckptgen: Run) -> None:
    report = json.loads(ckptgen("diff", "--format", "json", *both("message")).out)
    assert ["-", "Let it be saved."] in report["patches"][0]["message_lines"]
    report = json.loads(ckptgen("diff", "--format", "json", *both("trailers")).out)
    assert report["patches"][0]["trailers_new"] == ["Reviewed-by: D E <d@example.com>"]
    report = json.loads(ckptgen("diff", "--format", "json", RENUMBERED / "old.mbox", RENUMBERED / "new.mbox").out)
    assert [patch["mark"] for patch in report["patches"]] == ["+", "=", "=", "-"]
    assert "+\t.checkpoint = generic_file_checkpoint," in report["patches"][0]["content"]
    assert report["moved"] == [{"old": 3, "new": 2}]


def test_json_of_the_views(ckptgen: Run) -> None:
    report = json.loads(ckptgen("diff", "--format", "json", "--interdiff", *both("other_lines")).out)
    (hunk,) = report["patches"][0]["files"][0]["interdiff"]
    assert hunk["lines"] == [" int a;", "-int x;", "+int y;", " int c;"]
    report = json.loads(ckptgen("diff", "--format", "json", "--range-diff", *both("other_lines")).out)
    assert report["range_diff"].startswith("1:  ")


def test_bytes_that_are_no_text(ckptgen: Run) -> None:
    result = ckptgen("diff", *both("carriage_returns_and_bytes"))
    assert "      - +\\xe9\t\\x1b[1m\\r\n" in result.out
    report = json.loads(ckptgen("diff", "--format", "json", *both("carriage_returns_and_bytes")).out)
    assert report["patches"][0]["files"][0]["lines"][0]["text"] == "+\udce9\t\x1b[1m\r"


# --- what is refused ----------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("missing", SERIES), "missing: no such folder or file"),
        ((SERIES, "a..b"), "git repository"),
        ((SERIES,), "required"),
        ((SERIES, SERIES, "--semantic", "--interdiff"), "not allowed"),
        ((SERIES, SERIES, "--only", "nothing"), "none of"),
        ((SERIES, SERIES, "--creation-factor", "0"), "positive"),
    ],
)
def test_refused(ckptgen: Run, arguments: tuple[object, ...], word: str) -> None:
    result = ckptgen("diff", *arguments)
    assert (result.code, result.out) == (2, "")
    assert word in result.err


def test_a_malformed_patch_is_named_with_its_line(ckptgen: Run, tmp_path: Path) -> None:
    broken = tmp_path / "broken.patch"
    lines = both("other_lines")[0].read_text().replace(" int c;\n", "")
    broken.write_text(lines)
    result = ckptgen("diff", broken, broken)
    line = next(number for number, text in enumerate(lines.split("\n"), 1) if text.startswith("@@"))
    assert result.code == 2
    assert f"broken.patch:{line}: the hunk" in result.err


def test_nothing_is_left_behind(ckptgen: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setitem(os.environ, "TMPDIR", str(scratch))
    ckptgen("diff", "--range-diff", *both("other_lines"))
    assert list(scratch.iterdir()) == []


# --- the page -----------------------------------------------------------


class Reader(HTMLParser):
    """Collects ids, links and the text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.elements: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.elements.add(tag)
        self.ids += [found["id"] or ""] if "id" in found else []
        self.links += [found["href"] or ""] if tag == "a" and "href" in found else []

    def handle_data(self, data: str) -> None:
        self.text += data


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


def test_html(ckptgen: Run, tmp_path: Path) -> None:
    old, new = RENUMBERED / "old.mbox", RENUMBERED / "new.mbox"
    result = ckptgen("diff", "--format", "html", old, new, "--exit-code")
    page = read(result.out)
    assert result.code == 1
    assert str(CASES) not in result.out
    assert len(page.ids) == len(set(page.ids))
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    # A row for each patch, and its whole content where there is no match.
    assert {"#p-new.mbox~231", "#gone-old.mbox~232", "#row-p-new.mbox~232"} <= set(page.links)
    assert page.text.count("this is the whole patch") == 2
    assert page.text.count("\t.checkpoint = generic_file_checkpoint,") == 2
    assert ckptgen("diff", "--format", "html", old, new, "--exit-code") == result


@pytest.mark.parametrize("folder", sorted((CASES / "review" / "diff").iterdir()), ids=lambda folder: folder.name)
def test_html_shows_every_difference(ckptgen: Run, folder: Path) -> None:
    old, new = folder / "old.mbox", folder / "new.mbox"
    page = read(ckptgen("diff", "--format", "html", old, new).out)
    report = json.loads(ckptgen("diff", "--format", "json", old, new).out)
    assert page.links.count("#main") == 1
    for patch in report["patches"]:
        assert patch["new" if patch["new"] else "old"]["subject"] in page.text
        for line in patch.get("message_lines", ()):
            assert line[1] in page.text
        for trailer in (*patch.get("trailers_new", ()), *patch.get("trailers_gone", ())):
            assert trailer in page.text
        for file in patch["files"] if patch["mark"] == "!" else ():
            for table in file["tables"]:
                assert table["table"] in page.text


def test_html_shows_where_the_base_differs(ckptgen: Run) -> None:
    assert "The base differs:" in read(ckptgen("diff", "--format", "html", *both("a_comma_less")).out).text
    page = read(ckptgen("diff", "--format", "html", *both("other_lines")).out)
    assert "The base differs:" not in page.text
    assert "int x;" in page.text and "int y;" in page.text


def test_html_of_texts_that_want_to_be_more(ckptgen: Run, tmp_path: Path) -> None:
    plain = both("other_lines")[0].read_text()
    hostile = '<script>alert(1)</script><img src=x onerror="y">'
    (tmp_path / "old.patch").write_text(plain)
    text = plain.replace("+int x;", f"+{hostile}").replace("Let it be saved.", hostile)
    (tmp_path / "new.patch").write_text(text.replace("demo: add", f"{hostile}: add"))
    page = read(ckptgen("diff", "--format", "html", tmp_path / "old.patch", tmp_path / "new.patch").out)
    assert page.text.count(hostile) >= 3
    assert "img" not in page.elements


def test_templates_of_ones_own(ckptgen: Run, tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    (folder / "page").mkdir(parents=True)
    (folder / "page" / "diff.html.j2").write_text("{{ title }}: {{ patches|length }}\n")
    places = both("other_lines")
    assert ckptgen("diff", "--format", "html", "--templates", folder, *places).out == "old.mbox to new.mbox: 1\n"
    (folder / "page" / "diff.html.j2").write_text("{{ title }\n")
    assert ckptgen("diff", "--format", "html", "--templates", folder, "no", "where").code == 2
