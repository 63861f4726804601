"""``ckptgen history`` and ``ckptgen audit --trees`` as a user runs them."""

import csv
import io
import json
import shutil
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from ckptgen.errors import CkptgenError
from ckptgen.history.model import Counts, History, Point, Read, Subject
from ckptgen.history.trees import Listed, read_trees
from ckptgen.report.chart import HEIGHT, Chart, chart_element, chart_file
from ckptgen.report.html.history import charts, history_page
from tests.cli.conftest import Run, ckptgen
from tests.history.kernels import Repository, eventful
from tests.paths import SAMPLE

__all__ = ["ckptgen"]
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '</svg><script>alert(1)</script>"&\x1b[31m\u202e'


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return eventful(tmp_path_factory.mktemp("history") / "linux")


def history(ckptgen: Run, repo: Repository, *args: object) -> str:
    done = ckptgen("-C", repo.top, "history", "-o", "llseek", *args)
    assert done.code == 0, done.err
    return done.out


def as_printed(name: str) -> str:
    """Return a name from JSON as stdout shows it: JSON has the bytes that are not UTF-8 as lone surrogates."""
    return name.encode("utf-8", "backslashreplace").decode()


def test_text(ckptgen: Run, repo: Repository) -> None:
    assert history(ckptgen, repo, "--refs", "v[12]") == (
        "linux: struct file_operations, .llseek\n"
        "                              tables    with without\n"
        "v1  2008-01-11                     2       1       1\n"
        "  fs                               2       1       1\n"
        "v2  2008-01-12                     4       2       2\n"
        "  fs                               4       2       2\n"
    )


def test_json_and_csv_say_the_same_as_the_audit(ckptgen: Run, repo: Repository) -> None:
    refs = ("--refs", "v*", "--except", "v2-*", "-s", 2)
    found = json.loads(history(ckptgen, repo, *refs, "--format", "json"))
    rows = list(csv.DictReader(io.StringIO(history(ckptgen, repo, *refs, "--format", "csv"))))
    (tree,) = found["trees"]
    assert [revision["revision"] for revision in tree["revisions"]] == [f"v{n}" for n in range(1, 10)]
    for revision in tree["revisions"]:
        mine = {row["directory"]: row for row in rows if row["revision"] == revision["revision"]}
        without = ckptgen("-C", repo.top, "--ref", revision["commit"], "audit", "-o", "llseek", "-s", 2).out
        every = ckptgen("-C", repo.top, "--ref", revision["commit"], "audit", "-o", "llseek", "-s", 2, "--all").out
        shown = {line.split()[1]: int(line.split()[0]) for line in every.splitlines()}
        lacking = {line.split()[1]: int(line.split()[0]) for line in without.splitlines()}
        assert shown == {as_printed(each["directory"]): each["tables"] for each in revision["directories"]}
        assert lacking == {as_printed(e["directory"]): e["without"] for e in revision["directories"] if e["without"]}
        for each in revision["directories"]:
            assert int(mine[as_printed(each["directory"])]["with"]) == each["with"] == each["tables"] - each["without"]
        assert int(mine[""]["tables"]) == revision["tables"] == sum(shown.values())


def test_folders_stand_behind_the_revisions(ckptgen: Run, repo: Repository, tmp_path: Path) -> None:
    shutil.copytree(SAMPLE, tmp_path / "unpacked")
    args = ("--refs", "v1", "--tree", tmp_path / "unpacked", "--format", "json")
    (tree,) = json.loads(history(ckptgen, repo, *args))["trees"]
    first, last = tree["revisions"]
    assert (first["revision"], last["revision"], last["commit"], last["date"]) == ("v1", "unpacked", "", "")
    audit = json.loads(ckptgen("-C", SAMPLE, "audit", "-o", "llseek", "--format", "json").out)
    assert last["tables"] == len(audit["tables"])
    assert last["with"] == sum(table["has_operation"] is True for table in audit["tables"])


def test_the_cache_changes_nothing(ckptgen: Run, repo: Repository) -> None:
    args = ("--refs", "v*", "--format", "json")
    alone = history(ckptgen, repo, *args, "--no-cache")
    assert [history(ckptgen, repo, *args) for _ in range(2)] == [alone, alone]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ((), "no revisions are named"),
        (("--refs", "w*"), "no tag or branch matches w*"),
        (("--refs", "v1", "/etc"), "no tree has a file or folder /etc"),
        (("--refs", "v1", "fs/none"), "no revision has a file or folder fs/none"),
        (("--refs", "v1", "--ref", "v1"), "history reads many revisions"),
        (("--refs", "v1", "--struct", "file_operation"), "file_operation"),
        (("--tree", "no-such-folder"), "does not exist"),
        (("--trees", "no-such-file"), "cannot read no-such-file"),
        (("--trees", "no-such-file", "--tree", "."), "cannot be combined"),
    ],
)
def test_what_a_user_gets_wrong(ckptgen: Run, repo: Repository, args: tuple[str, ...], message: str) -> None:
    done = ckptgen("-C", repo.top, "history", "-o", "llseek", *args)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert "Traceback" not in done.err


def test_no_repository(ckptgen: Run) -> None:
    done = ckptgen("-C", SAMPLE.parents[2].parent, "history", "-o", "llseek", "--refs", "v1")
    assert done.code == 2
    assert "not a git repository" in done.err


def test_strict_tells_what_could_not_be_understood(ckptgen: Run, repo: Repository) -> None:
    done = ckptgen("-C", repo.top, "history", "-o", "llseek", "--refs", "v8", "--strict")
    assert done.code == 3
    assert "  linux v8: net/odd.c:1: m is initialized by the macro MACRO(x)\n" in done.err


# --- many trees -----------------------------------------------------------------------------------------------------


def test_a_list_of_trees(tmp_path: Path) -> None:
    listed = tmp_path / "trees"
    listed.write_text("# NAME DIR [REV]\n\nours linux\n  'our other one' \"/b c\" v6.1  # the older\n")
    assert read_trees(listed) == (
        Listed("ours", tmp_path / "linux", None),
        Listed("our other one", Path("/b c"), "v6.1"),
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a b\na c\n", ":2: there is another tree a"),
        ("a\n", ":1: not NAME DIR or NAME DIR REV"),
        ("a b c d\n", ":1: not NAME DIR or NAME DIR REV"),
        ("a b\n'a b\n", ":2: no closing quotation"),
        ("# nothing\n", "lists no tree"),
    ],
)
def test_a_list_that_cannot_be_used(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "trees").write_text(text)
    with pytest.raises(CkptgenError) as caught:
        read_trees(tmp_path / "trees")
    assert message in caught.value.what


def test_audits_are_those_of_each_tree(ckptgen: Run, repo: Repository, tmp_path: Path) -> None:
    listed = tmp_path / "trees"
    listed.write_text(f"one {SAMPLE}\ntwo {repo.top} v3\n")
    alone = [
        ckptgen("-C", SAMPLE, "audit", "-o", "llseek"),
        ckptgen("-C", repo.top, "--ref", "v3", "audit", "-o", "llseek"),
    ]
    many = ckptgen("audit", "-o", "llseek", "--trees", listed)
    lines = [
        f"{name}\t{line}\n" for name, each in zip(("one", "two"), alone, strict=True) for line in each.out.splitlines()
    ]
    assert many.code == 0
    assert many.out == "".join(lines)
    assert many.err == "".join(f"{name}:\n{each.err}" for name, each in zip(("one", "two"), alone, strict=True))
    found = json.loads(ckptgen("audit", "-o", "llseek", "--trees", listed, "--format", "json").out)
    single = json.loads(ckptgen("-C", SAMPLE, "audit", "-o", "llseek", "--format", "json").out)
    assert found["schema"] == "ckptgen-audits/1"
    assert found["trees"][0] == single | {"tree": "one"}
    assert ckptgen("audit", "-o", "llseek", "--trees", listed, "--exit-code").code == 1


def test_a_scheduler_is_for_many_trees(ckptgen: Run) -> None:
    done = ckptgen("-C", SAMPLE, "audit", "-o", "llseek", "--scheduler", "tcp://127.0.0.1:9")
    assert (done.code, done.out) == (2, "")
    assert "--scheduler is for many trees" in done.err


# --- charts and pages -----------------------------------------------------------------------------------------------


def test_a_chart_has_every_number(ckptgen: Run, repo: Repository) -> None:
    drawn = ElementTree.fromstring(history(ckptgen, repo, "--refs", "v[1-9]", "--format", "svg"))
    titles = [each.text for each in drawn.iter(f"{SVG}title")]
    assert titles[0] == "linux: .llseek, v1 to v9: tables 2 to 10, with 1 to 5, without 1 to 5"
    assert len([title for title in titles if title and title.startswith("v")]) == 27
    assert {"v3: 6 tables", "v3: 3 with", "v3: 3 without"} <= set(titles)


def test_a_chart_is_legible() -> None:
    many = Chart("many", tuple(f"v2.6.{n}-a-very-long-name-of-a-tag" for n in range(300)), (("tables", (7,) * 300),))
    drawn = ElementTree.fromstring(chart_file([many]))
    names = [each for each in drawn.iter(f"{SVG}text") if "transform" in each.attrib]
    places = [float(each.attrib["x"]) for each in names]
    assert min(b - a for a, b in pairwise(places)) >= 20
    assert names[-1].text == "v2.6.299-a-v…"
    same = Chart("same", ("a", "b"), (("x", (5, 5)), ("y", (5, 5)), ("z", (0, 0))))
    ends = [e for e in ElementTree.fromstring(chart_file([same])).iter(f"{SVG}text") if "line-" in e.get("class", "")]
    heights = sorted(float(each.attrib["y"]) for each in ends)
    assert len(heights) == 3
    assert min(b - a for a, b in pairwise(heights)) >= 12
    assert 0 < heights[0] <= heights[-1] < HEIGHT


@pytest.mark.parametrize("points", [(), ("v1",), ("v1", "v2")])
@pytest.mark.parametrize("value", [0, 1, 7, 999_999])
def test_charts_of_any_size(points: tuple[str, ...], value: int) -> None:
    chart = Chart("c", points, (("tables", (value,) * len(points)), ("with", (0,) * len(points))))
    for text in (chart_file([chart, chart]), chart_element(chart)):
        ElementTree.fromstring(text)
        assert "nan" not in text


def hostile() -> list[History]:
    read = Read(1, 1, 1, 0, 0, ((f"{HOSTILE}.c", 1, HOSTILE),))
    points = tuple(Point(f"v{n}{HOSTILE}", "", 0, ((HOSTILE, Counts(n, 1, 0)), ("", Counts(1))), read) for n in (1, 2))
    return [History(HOSTILE, points)]


def test_names_are_escaped() -> None:
    subject = Subject("file_operations", "llseek", 1, (HOSTILE,))
    page = history_page(hostile(), subject)
    drawn = chart_file(charts(hostile(), subject))
    ElementTree.fromstring(drawn)
    for text in (page, drawn):
        assert "<script>alert" not in text
        assert not set("\x1b\u202e") & set(text)
        assert "\\x1b[31m" in text


def test_the_page_shows_every_number(ckptgen: Run, repo: Repository) -> None:
    page = history(ckptgen, repo, "--refs", "v[1-9]", "--format", "html")
    assert page.count('<svg class="drawn"') == 6  # the tree, and drivers, fs, include, kernel, sound
    assert '<tr><th scope="row">v9<td>2008-01-21<td>10<td>5<td>5<td>1' in page
    assert "net/odd.c:1" in page
