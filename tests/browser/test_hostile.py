"""Whatever a tree or a tool says is text in a page, and nothing else."""

import os
from pathlib import Path

import pytest

from ckptgen.report.shapes import printable
from tests.browser.chromium import Browser, loaded
from tests.browser.hostile import IMAGE, PATHS, SCRIPT

# Every element that the templates write, and the attributes that would run something.
ODD = """
const known = new Set(`html head meta link title style body a header nav button kbd p h1 h2 dl dt dd div code span b i
    main section ul li svg defs pattern rect text details summary table thead tbody colgroup col tr th td fieldset
    legend label input small select option output dialog script`.split(/\\s+/));
const all = [...document.querySelectorAll("*")];
return [
    ...all.filter((each) => !known.has(each.localName)).map((each) => each.outerHTML),
    ...all.flatMap((each) => [...each.attributes].filter((a) => /^on|^style$|^src/i.test(a.name)).map((a) => a.name)),
    ...[...document.scripts].slice(1).map((each) => each.outerHTML),
    ...[...document.querySelectorAll("style")].slice(1).map((each) => each.outerHTML),
];
"""


def assert_harmless(browser: Browser) -> None:
    """Nothing ran, nothing was loaded or logged, and no element came out of a text."""
    assert browser.run("return window.hacked ?? null") is None
    assert browser.run(ODD) == []
    assert browser.said() == []
    assert loaded(browser) == []


def test_a_plan(browser: Browser, hostile_file: Path) -> None:
    browser.open(hostile_file)
    assert_harmless(browser)
    paths = browser.run(
        "return [...document.querySelectorAll('.decisions code:first-of-type')].map((c) => c.textContent)"
    )
    shown = {path.rpartition(":")[0] for path in paths}
    assert shown >= {printable(os.fsdecode(path)) for path in PATHS}
    assert "{{7*7}}" in browser.run("return document.querySelector('.lead').textContent")
    code = browser.run("return document.querySelector('.sides').textContent")
    assert SCRIPT in code
    assert IMAGE in code
    assert "\\x07\\x1b[1m" in code
    assert "\\u202e" in code
    text = browser.run("return document.documentElement.textContent")
    assert not {"\x1b", "\u202e", "\u200f", "\udcff"} & set(text)


def test_a_plan_that_is_used(browser: Browser, hostile_file: Path) -> None:
    browser.open(hostile_file, "?q=<img src=x onerror=window.hacked=8>&dir=<script>window.hacked=9</script>&fs=%22><b>")
    browser.press("j", "c", "j", "o", "y", "?")
    browser.click(".area a")
    browser.click(".area a", 1)
    assert browser.shown()
    assert_harmless(browser)


def test_every_directory_of_the_map_can_be_chosen(browser: Browser, hostile_file: Path) -> None:
    browser.open(hostile_file)
    folders = browser.run("return [...document.querySelectorAll('.area a')].map((each) => each.dataset.dir)")
    assert len(folders) == 2
    for number in range(len(folders)):
        browser.click(".area a", number)
        assert len(browser.shown()) == (7, 1)[number]
        # The address says the same again.
        browser.open(hostile_file, browser.address())
        assert len(browser.shown()) == (7, 1)[number]


def test_every_anchor_is_reached_by_its_link(browser: Browser, hostile_file: Path) -> None:
    browser.open(hostile_file)
    missing = """return [...document.querySelectorAll("a[href^='#']")].map((a) => a.getAttribute("href").slice(1))
        .filter((id) => !document.getElementById(id))"""
    assert browser.run(missing) == []
    for anchor in browser.shown():
        browser.open(hostile_file, f"#{anchor}")
        assert browser.run("return document.querySelector(':target')?.id") == anchor


def test_a_verification(browser: Browser, verify_file: Path) -> None:
    browser.open(verify_file)
    assert_harmless(browser)
    text = browser.run("return document.body.textContent")
    assert SCRIPT in text
    assert "\\x1b[31m\\u202e" in text
    assert "\x1b" not in text


@pytest.mark.parametrize(
    "injected",
    [
        "<script>window.hacked=1</script>",
        "<img src=x onerror=window.hacked=1>",
        "<svg onload=window.hacked=1></svg>",
        "<iframe srcdoc='<script>parent.hacked=1</script>'></iframe>",
        "<script src='data:text/javascript,window.hacked=1'></script>",
    ],
)
def test_what_got_into_the_page_all_the_same_does_not_run(
    browser: Browser, plan_file: Path, tmp_path: Path, injected: str
) -> None:
    """As if escaping had failed in one place: the page's policy stands behind it."""
    page = tmp_path / "page.html"
    page.write_text(plan_file.read_text("utf-8").replace("<main", f"{injected}<main", 1), "utf-8")
    browser.open(page)
    assert browser.run("return window.hacked ?? null") is None
    assert any("Content Security Policy" in line for line in browser.said())
    # The page's own script is not hindered.
    browser.choose("verdict", "add")
    assert browser.address() == "?verdict=add"
