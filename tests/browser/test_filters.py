"""The filters of the plan's page, in a browser."""

import json
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.browser.chromium import Browser
from tests.paths import ROOT, SAMPLE

TABLE = "t-fs/btrfs/super.c:btrfs_ctl_fops"


@cache
def planned() -> list[dict[str, Any]]:
    """The tables of the sample tree's plan."""
    command = [sys.executable, "-m", "ckptgen", "-C", str(SAMPLE), "plan", "--format", "json"]
    done = subprocess.run(command, capture_output=True, check=True, cwd=ROOT)
    tables: list[dict[str, Any]] = json.loads(done.stdout)["tables"]
    return tables


def expected(fits: Callable[[dict[str, Any]], bool]) -> list[str]:
    """Return the paths and names of the tables that fit, in the plan's order."""
    return [f"{table['path']}:{table['name']}" for table in planned() if fits(table)]


def seen(browser: Browser) -> list[str]:
    """Return the same of the rows that can be seen; the page must count them so."""
    script = """return [...document.querySelectorAll(".decisions tbody tr")].filter((row) => row.checkVisibility())
        .map((row) => `${row.dataset.path}:${row.cells[1].firstElementChild.textContent}`)"""
    rows: list[str] = browser.run(script)
    assert browser.count() == str(len(rows))
    return rows


def kinds(table: dict[str, Any]) -> set[str]:
    return {evidence["kind"] for evidence in table["evidence"]}


@pytest.fixture
def page(browser: Browser, plan_file: Path) -> Browser:
    browser.open(plan_file)
    assert seen(browser) == expected(lambda table: True)
    return browser


def test_by_verdict(page: Browser) -> None:
    page.choose("verdict", "add")
    assert seen(page) == expected(lambda table: table["verdict"] == "add")
    page.choose("verdict", "todo")
    assert seen(page) == expected(lambda table: table["verdict"] in ("add", "todo"))
    assert page.address() == "?verdict=add,todo"
    page.choose("verdict", "add")
    page.choose("verdict", "todo")
    assert seen(page) == expected(lambda table: True)
    assert page.address() == ""


def test_by_filesystem(page: Browser) -> None:
    page.choose("fs", "ecryptfs")
    rows = seen(page)
    assert rows
    assert rows == expected(lambda table: table["filesystem"] == "ecryptfs")


def test_by_evidence(page: Browser) -> None:
    page.choose("evidence", "decision")
    rows = seen(page)
    assert 0 < len(rows) < 10
    assert rows == expected(lambda table: "decision" in kinds(table))


@pytest.mark.parametrize(
    ("folder", "fits"),
    [
        ("fs/xfs", lambda path: path.startswith("fs/xfs/")),
        ("fs", lambda path: path.startswith("fs/")),
        ("fs/*", lambda path: path.startswith("fs/") and path.count("/") == 1),
    ],
)
def test_by_directory(browser: Browser, plan_file: Path, folder: str, fits: Callable[[str], bool]) -> None:
    browser.open(plan_file, f"?dir={folder}")
    rows = seen(browser)
    assert rows
    assert rows == expected(lambda table: fits(table["path"]))


def test_by_text(page: Browser) -> None:
    page.press("/")
    page.press(*"BTRFS ctl")
    assert seen(page) == ["fs/btrfs/super.c:btrfs_ctl_fops"]
    page.press(*"no such thing")
    assert seen(page) == []
    assert page.run("return document.querySelector('.none').checkVisibility()")


def test_together(page: Browser) -> None:
    page.choose("fs", "ubifs")
    assert len(seen(page)) == 3
    page.choose("verdict", "add")
    assert len(seen(page)) == 2
    page.choose("evidence", "llseek")
    both = expected(lambda t: t["verdict"] == "add" and t["filesystem"] == "ubifs" and "llseek" in kinds(t))
    assert seen(page) == both
    assert len(both) == 1
    assert page.address() == "?verdict=add&fs=ubifs&evidence=llseek"


def test_the_changes_follow(page: Browser) -> None:
    script = (
        "return [...document.querySelectorAll('.change')].filter((c) => c.checkVisibility()).map((c) => c.dataset.fs)"
    )
    assert "declaration" in page.run("return document.querySelector('.change b').textContent")
    page.choose("fs", "btrfs")
    assert set(page.run(script)) == {"btrfs"}


def test_an_address_is_a_filtered_view(browser: Browser, plan_file: Path) -> None:
    browser.open(plan_file, "?verdict=todo,deny&q=proc")
    rows = seen(browser)
    assert rows
    assert set(rows) <= set(expected(lambda table: table["verdict"] in ("todo", "deny")))
    assert browser.run("return document.querySelector('[data-key=q]').value") == "proc"
    assert browser.run("return [...document.querySelectorAll(':checked')].map((c) => c.value).join()").startswith(
        "deny,todo"
    )


def test_an_address_of_something_else_shows_everything(browser: Browser, plan_file: Path) -> None:
    browser.open(plan_file, "?h=master&verdict=nothing#no-such-id%zz")
    assert seen(browser) == expected(lambda table: True)
    browser.choose("fs", "xfs")
    assert browser.address() == "?h=master&fs=xfs"
    assert browser.said() == []


def test_a_linked_table_is_shown_whatever_the_filter(browser: Browser, plan_file: Path) -> None:
    browser.open(plan_file, f"?verdict=todo#{TABLE}")
    assert TABLE in browser.shown()
    assert browser.focused() == TABLE
    assert browser.run("return document.querySelector('tr:target details').open")
    # The count is of what matches.
    assert browser.count() == str(len(browser.shown()) - 1)
    browser.choose("verdict", "deny")
    assert TABLE not in browser.shown()


def test_the_map_leads_to_a_directory_and_back(page: Browser) -> None:
    page.click('.map a[data-dir="fs/xfs"]')
    assert seen(page) == expected(lambda table: table["path"].startswith("fs/xfs/"))
    assert page.address() == "?dir=fs/xfs"
    assert page.run("return document.querySelector('.map [aria-current]').dataset.dir") == "fs/xfs"
    page.chrome.back()
    page.until("return document.querySelector('[data-shown=tables]').textContent", str(len(planned())))
    assert seen(page) == expected(lambda table: True)


def test_a_count_leads_to_its_verdict(page: Browser) -> None:
    page.click(".counts a")
    assert seen(page) == expected(lambda table: table["verdict"] == "add")


def test_show_all(page: Browser) -> None:
    assert not page.run("return document.querySelector('[data-clear]').checkVisibility()")
    page.choose("verdict", "add")
    page.choose("fs", "xfs")
    page.click("[data-clear]")
    assert seen(page) == expected(lambda table: True)
    assert page.address() == ""
    assert page.said() == []
