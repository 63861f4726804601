"""Coccinelle, an independent reader of C, changes no table that ckptgen does not know."""

import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from tests.kernel.running import Finished
from tests.tools import require

pytestmark = pytest.mark.kernel

RULE = Path(__file__).parent / "add.cocci"
HUNK = re.compile(r"@@ -(\d+)")


def added_lines(diff: str) -> Counter[tuple[str, int]]:
    """Return where the diff puts the entry: the path below fs/, and the one-based old line in front of it."""
    places: Counter[tuple[str, int]] = Counter()
    path, line = "", 0
    for text in diff.splitlines():
        if text.startswith("--- a/"):
            path = text.removeprefix("--- a/")
        elif hunk := HUNK.match(text):
            line = int(hunk[1]) - 1
        elif text.startswith("+") and ".checkpoint" in text:
            places[path, line] += 1
        elif text[:1] in (" ", "-") and path:
            line += 1
    return places


@pytest.fixture(scope="module")
def changed(kernel: Path, tmp_path_factory: pytest.TempPathFactory) -> Counter[tuple[str, int]]:
    require("spatch")
    command = ["spatch", "--sp-file", str(RULE), "--very-quiet", "--no-includes", "-j", "2", "--dir"]
    folder = tmp_path_factory.mktemp("spatch")
    done = subprocess.run([*command, str(kernel / "fs")], cwd=folder, capture_output=True, check=True)
    return added_lines(done.stdout.decode("utf-8", "replace"))


def test_every_table_that_spatch_changes_is_known(changed: Counter[tuple[str, int]], audited: Finished) -> None:
    entries = Counter(
        (table["path"].removeprefix("fs/"), entry["line"])
        for table in audited.json["tables"]
        for entry in table["entries"]
        if table["path"].startswith("fs/") and entry["field"] == "llseek"
    )
    assert len(changed) > 200
    assert changed - entries == Counter()
    # What spatch leaves out, it leaves out in silence.
    assert len(entries - changed) < len(entries) / 20
