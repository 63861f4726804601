"""The pages without a mouse."""

from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser.chromium import Browser

OPEN = "return document.activeElement.querySelector('details').open"
DIALOG = "return document.querySelector('#keys').open"


@pytest.fixture
def page(browser: Browser, plan_file: Path) -> Browser:
    browser.open(plan_file, "?verdict=add")
    return browser


def test_j_and_k_go_through_the_rows_that_are_shown(page: Browser) -> None:
    rows = page.shown()
    page.press("j")
    assert page.focused() == rows[0]
    page.press("j", "j")
    assert page.focused() == rows[2]
    page.press("k")
    assert page.focused() == rows[1]
    page.press("k", "k", "k")
    assert page.focused() == rows[0]


@pytest.mark.parametrize("keys", ["j" * 12, "j" * 25 + "k" * 20])
def test_where_the_focus_is_can_be_seen(page: Browser, keys: str) -> None:
    """Below the bar with the filters, and above the window's lower edge."""
    page.press(*keys)
    script = """const row = document.activeElement, box = row.getBoundingClientRect();
        const bar = document.querySelector(".filters").getBoundingClientRect();
        const style = getComputedStyle(row);
        return [box.top >= bar.bottom - 1, box.bottom <= innerHeight, style.outlineStyle, style.outlineWidth]"""
    assert page.run(script) == [True, True, "solid", "2px"]


def test_from_the_last_row_to_the_first_change(page: Browser) -> None:
    rows = page.shown()
    page.run(
        "document.getElementById(arguments[0]).tabIndex = -1; document.getElementById(arguments[0]).focus()", rows[-1]
    )
    page.press("j")
    assert page.focused().startswith("c-")
    assert page.run("return document.activeElement.getBoundingClientRect().top < innerHeight")


@pytest.mark.parametrize("key", ["o", Keys.ENTER])
def test_enter_and_o_open_and_close(page: Browser, key: str) -> None:
    page.press("j")
    assert page.run(OPEN) is False
    page.press(key)
    assert page.run(OPEN) is True
    page.press(key)
    assert page.run(OPEN) is False


def test_slash_goes_to_the_text_and_escape_leaves_it(page: Browser) -> None:
    page.press("/")
    assert page.run("return document.activeElement.dataset.key") == "q"
    # A letter there is a letter.
    page.press("j", "?")
    assert page.run("return document.activeElement.value") == "j?"
    assert page.run(DIALOG) is False
    page.press(Keys.ESCAPE)
    assert page.run("return document.activeElement === document.body")


def test_c_shows_all(page: Browser) -> None:
    before = page.count()
    page.press("c")
    assert int(page.count()) > int(before)
    assert page.address() == ""


def test_y_makes_the_address_that_of_the_row(page: Browser) -> None:
    page.press("j", "j", "y")
    assert page.address() == f"?verdict=add#{page.focused()}"


def test_the_question_mark_shows_the_keys(page: Browser) -> None:
    page.press("?")
    assert page.run(DIALOG) is True
    page.press("j")
    assert not page.focused().startswith("t-")
    page.press(Keys.ESCAPE)
    assert page.run(DIALOG) is False


def test_the_first_tab_is_the_skip_link(page: Browser) -> None:
    page.press(Keys.TAB)
    script = "const e = document.activeElement; return [e.textContent, e.getBoundingClientRect().left >= 0]"
    assert page.run(script) == ["Skip to the content", True]
    page.press(Keys.ENTER)
    page.until("return document.activeElement.id", "main")


def test_keys_with_ctrl_are_the_browsers(page: Browser) -> None:
    script = """let taken = null;
        addEventListener("keydown", (event) => { taken = event.defaultPrevented; }, { once: true });
        const event = new KeyboardEvent("keydown", { key: "j", ctrlKey: true, bubbles: true, cancelable: true });
        document.body.dispatchEvent(event);
        return taken"""
    assert page.run(script) is False
    assert page.said() == []
