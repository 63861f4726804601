"""The kernel's own judge of patches has nothing to say about the series."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.tools import require

pytestmark = pytest.mark.kernel

FINDING = re.compile(r"(?P<patch>[^:]+):(?P<line>\d*): (?P<type>\w+:\w+): (?P<message>.*)")
OBSOLETE = re.compile(r"(?P<path>\S+) is marked as 'obsolete' in the MAINTAINERS hierarchy\.")


@pytest.fixture(scope="module")
def findings(kernel: Path, patches: list[Path]) -> list[re.Match[str]]:
    """What the kernel's checkpatch.pl finds, of whatever type, with its default settings."""
    require("perl")
    command = ["perl", "scripts/checkpatch.pl", "--terse", "--show-types", "--no-summary", *map(str, patches)]
    done = subprocess.run(command, cwd=kernel, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert (done.returncode != 0) == bool(done.stdout)
    parsed = [FINDING.match(line) for line in done.stdout.splitlines()]
    assert None not in parsed, done.stdout
    return [match for match in parsed if match]


def test_no_patch_has_an_error_or_a_warning(findings: list[re.Match[str]]) -> None:
    # That a filesystem is obsolete is no fault of a patch's, but a fact that its reader should know.
    assert [match[0] for match in findings if match["type"] != "WARNING:OBSOLETE"] == []


def test_what_is_called_obsolete_is_marked_so(kernel: Path, patches: list[Path], findings: list[re.Match[str]]) -> None:
    maintainers = (kernel / "MAINTAINERS").read_text("utf-8").split("\n\n")
    marked = "\n".join(section for section in maintainers if re.search(r"^S:\s+Obsolete", section, re.MULTILINE))
    called = {match[1] for finding in findings if (match := OBSOLETE.match(finding["message"]))}
    touched = {path for patch in patches for path in re.findall(r"^\+\+\+ b/(.*)$", patch.read_text("utf-8"), re.M)}
    assert called == {path for path in touched if re.search(rf"^F:\s+{Path(path).parent}/", marked, re.MULTILINE)}


def test_checkpatch_would_have_found_something(kernel: Path, patches: list[Path], tmp_path: Path) -> None:
    bad = tmp_path / "bad.patch"
    entry = next(patch for patch in patches if b"\n+\t." in patch.read_bytes())
    bad.write_bytes(entry.read_bytes().replace(b"\n+\t.", b"\n+    .").replace(b"Signed-off-by", b"Seen-by"))
    command = ["perl", "scripts/checkpatch.pl", "--terse", "--show-types", "--no-summary", str(bad)]
    done = subprocess.run(command, cwd=kernel, capture_output=True, text=True, check=False)
    assert {"ERROR:MISSING_SIGN_OFF", "WARNING:LEADING_SPACE"} <= set(re.findall(r"\w+:[A-Z_]{6,}", done.stdout))
