"""Debian's chromium, headless and without a network, and what the tests ask of a page in it."""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

from tests.tools import require

FLAGS = (
    "--headless=new",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--window-size=1280,900",
    # A page that asks for anything outside finds nothing.
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


@contextmanager
def running_browser() -> Iterator["Browser"]:
    """Start the browser. Without one the test is skipped, but under CI=true it fails."""
    binary, driver = require("chromium", "chromedriver")
    options = Options()
    options.binary_location = binary
    # As root there is no sandbox for the browser to make.
    for flag in (*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    chrome = Chrome(options=options, service=Service(driver))
    try:
        yield Browser(chrome)
    finally:
        chrome.quit()


@dataclass(frozen=True)
class Browser:
    """One window."""

    chrome: Chrome

    def open(self, file: Path, address: str = "") -> None:
        """Open a page anew; ``address`` is what stands behind its file's name (``?verdict=add#tables``)."""
        self.chrome.get("about:blank")
        self.said()
        self.chrome.get(file.resolve().as_uri() + address)

    def run(self, script: str, *arguments: object) -> Any:
        """Run a function's body in the page."""
        return self.chrome.execute_script(script, *arguments)

    def said(self) -> list[str]:
        """Return what the page logged since it was opened: errors, and what its policy forbade."""
        log = self.chrome.get_log("browser")  # type: ignore[no-untyped-call]  # selenium gives it no types
        return [entry["message"] for entry in log]

    def press(self, *keys: str) -> None:
        """Press the keys one after another, wherever the focus is."""
        for key in keys:
            ActionChains(self.chrome).send_keys(key).perform()

    def choose(self, key: str, value: str) -> None:
        """Set one of the filters as a user does; a verdict is switched."""
        self.run(
            """
            const controls = [...document.querySelectorAll(`[data-key="${arguments[0]}"]`)];
            const box = controls.find((each) => each.type === "checkbox" && each.value === arguments[1]);
            if (box) { box.closest("label").click(); return; }
            controls[0].value = arguments[1];
            controls[0].dispatchEvent(new Event("input", { bubbles: true }));
            """,
            key,
            value,
        )

    def click(self, selector: str, number: int = 0) -> None:
        """Click on what the selector finds, wherever it is; an SVG's elements have no click of their own."""
        script = """document.querySelectorAll(arguments[0])[arguments[1]]
            .dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }))"""
        self.run(script, selector, number)

    def shown(self) -> list[str]:
        """Return the ids of the rows of the decision table that can be seen."""
        script = """return [...document.querySelectorAll(".decisions tbody tr")]
            .filter((row) => row.checkVisibility()).map((row) => row.id)"""
        ids: list[str] = self.run(script)
        return ids

    def count(self) -> str:
        """Return the number of tables that the page says are shown."""
        return str(self.run("return document.querySelector('[data-shown=tables]').textContent"))

    def focused(self) -> str:
        """Return the id of what has the focus."""
        return str(self.run("return document.activeElement.id"))

    def address(self) -> str:
        """Return what stands behind the file's name in the address bar."""
        return str(self.run("return location.search + location.hash"))

    def media(self, **features: str) -> None:
        """Set what the user prefers, such as ``prefers_color_scheme="dark"``."""
        wanted = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": wanted})

    def scripts(self, *, allowed: bool) -> None:
        """Let pages run scripts of their own, or not; what ``run`` does works in both cases."""
        self.chrome.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not allowed})

    def size(self, width: int, height: int = 900) -> None:
        """Make the window this large."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.chrome.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def until(self, script: str, expected: object, seconds: float = 5) -> None:
        """Wait until a script gives this value; fails after ``seconds``."""
        end = time.monotonic() + seconds
        while (got := self.run(script)) != expected:
            assert time.monotonic() < end, f"{script}: {got!r}, not {expected!r}"
            time.sleep(0.02)


def loaded(browser: Browser) -> Sequence[str]:
    """Return the addresses of everything that the page loaded beside itself."""
    names: list[str] = browser.run("return performance.getEntriesByType('resource').map((each) => each.name)")
    return names
