"""The page of a review in a browser: its filters, its links, and that its texts can be read."""

from pathlib import Path

import pytest

from tests.browser.chromium import Browser, loaded
from tests.browser.conftest import page_of
from tests.browser.test_look import CONTRAST
from tests.paths import CASES, SAMPLE

SHOWN = "return [...document.querySelectorAll(arguments[0])].filter((e) => e.checkVisibility()).length"


@pytest.fixture(scope="module")
def review_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    case = CASES / "review" / "findings" / "generic_filesystems"
    return page_of(tmp_path_factory.mktemp("review"), "-C", SAMPLE, "review", case)


def test_nothing_is_logged_and_nothing_is_asked_for(browser: Browser, review_file: Path) -> None:
    browser.open(review_file)
    assert browser.said() == []
    assert loaded(browser) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_contrast(browser: Browser, review_file: Path, scheme: str) -> None:
    browser.media(prefers_color_scheme=scheme)
    browser.open(review_file)
    browser.run("for (const each of document.querySelectorAll('details')) each.open = true")
    assert browser.run(CONTRAST) == {}


def test_the_filters_narrow_findings_and_hunks(browser: Browser, review_file: Path) -> None:
    browser.open(review_file, "?severity=warning&fs=btrfs")
    assert browser.run(SHOWN, "#findings tbody tr") == 4
    assert browser.run(SHOWN, "#hunks details.change") == 1
    browser.open(review_file, "?rule=guard")
    assert browser.run(SHOWN, "#findings tbody tr") == 1
    assert browser.run(SHOWN, "#hunks details.change") == 1
