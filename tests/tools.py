"""Programs that some tests need and a machine with only Python, git and make lacks, and how tests start children."""

import os
import shutil
import signal

import pytest

PACKAGES = {
    "spatch": "coccinelle",
    "chromedriver": "chromium-driver",
}
"""Debian's package of a tool, where it is not called like the tool."""


def require(*tools: str) -> list[str]:
    """Return the paths of the tools. Where one is missing the test is skipped, but under CI=true it fails."""
    found = {tool: shutil.which(tool) for tool in tools}
    missing = [tool for tool, path in found.items() if path is None]
    if missing:
        why = f"no {' and no '.join(missing)}: apt-get install {' '.join(PACKAGES.get(tool, tool) for tool in missing)}"
        if os.environ.get("CI") == "true":
            pytest.fail(why)
        pytest.skip(why)
    return [path for path in found.values() if path is not None]


def default_signals() -> None:
    """Let a child take an interrupt: in a background job SIGINT is ignored, and children inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
