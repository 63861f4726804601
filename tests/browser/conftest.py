"""One browser for all tests, and the pages that they open."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ckptgen.report.html.verify import verification_page
from tests.browser.chromium import Browser, running_browser
from tests.browser.hostile import verification, write_tree
from tests.paths import ROOT, SAMPLE


def page_of(folder: Path, *arguments: str | Path) -> Path:
    """Write the page that a command prints into a new folder."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "ckptgen", *map(str, arguments), "--format", "html"]
    done = subprocess.run(command, capture_output=True, check=True, env=environment)
    page = folder / "page.html"
    page.write_bytes(done.stdout)
    return page


@pytest.fixture(scope="session")
def started() -> Iterator[Browser]:
    with running_browser() as browser:
        yield browser


@pytest.fixture
def browser(started: Browser) -> Iterator[Browser]:
    """The browser as it is at first."""
    started.size(1280)
    started.media(prefers_color_scheme="light")
    yield started
    started.scripts(allowed=True)


@pytest.fixture(scope="session")
def plan_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the plan for the sample tree."""
    return page_of(tmp_path_factory.mktemp("plan"), "-C", SAMPLE, "plan")


@pytest.fixture(scope="session")
def hostile_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the plan for a tree whose names and comments want to be a script."""
    folder = tmp_path_factory.mktemp("hostile")
    tree, patch = write_tree(folder)
    return page_of(folder, "-C", tree, "-p", patch, "plan")


@pytest.fixture(scope="session")
def verify_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a verification whose every text wants to be a script."""
    page = tmp_path_factory.mktemp("verify") / "page.html"
    page.write_text(verification_page(verification()), "utf-8")
    return page
