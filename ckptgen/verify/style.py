"""checkpatch: whether it ran at all, and what it found about a patch."""

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ckptgen.errors import CkptgenError
from ckptgen.series.manifest import sha256
from ckptgen.verify.folder import SeriesPatch
from ckptgen.verify.model import Check, Outcome, Problem, StyleCheck
from ckptgen.verify.processes import run_tool, tool_environment

SCRIPT = "scripts/checkpatch.pl"
ABOUT_THE_FILE = ("OBSOLETE",)
"""Types that say something of a file whatever the patch does to it: MAINTAINERS marks it so."""
_FINDING = re.compile(r"(?P<file>.*?):(?P<line>\d*): (?P<level>ERROR|WARNING):(?:(?P<type>[A-Z_0-9]+):)? ?(?P<text>.*)")
_TOTAL = re.compile(r"total: (?P<errors>\d+) errors, (?P<warnings>\d+) warnings, ")


@dataclass(frozen=True, slots=True)
class Checkpatch:
    """The script and what decides its answers; with a ``reason`` it cannot be run."""

    script: Path
    digest: str
    types: bool
    reason: str = ""


def find_checkpatch(tree: Path, named: Path | None) -> Checkpatch:
    """Return the tree's own script, or the ``named`` one; raises CkptgenError where that does not exist."""
    script = (named or tree / SCRIPT).absolute()
    if named is not None and not script.is_file():
        raise CkptgenError(f"{named} is no file", "name a tree's scripts/checkpatch.pl with --checkpatch")
    if not script.is_file():
        return Checkpatch(script, "", False, f"the tree has no {SCRIPT}")
    content = script.read_bytes()
    reason = "" if shutil.which("perl") else "perl is not installed"
    return Checkpatch(script, sha256(content), b"show-types" in content, reason)


def check_style(checkpatch: Checkpatch, tree: Path, patch: SeriesPatch, folder: Path, log: Path) -> StyleCheck:
    """Run the script on one patch, from the top of ``tree``; ``folder`` is a scratch folder for the patch's file."""
    if checkpatch.reason:
        return StyleCheck(Check(Outcome.NOT_RUN, reason=checkpatch.reason))
    mail = folder / patch.file
    mail.write_bytes(patch.content)
    command = ["perl", str(checkpatch.script), "--emacs"]
    if checkpatch.types:
        command.append("--show-types")
    try:
        # Not the user's own .checkpatch.conf, which is looked for at home.
        environment = tool_environment(HOME=str(folder))
        status = run_tool([*command, str(mail)], tree, environment, log)
    finally:
        mail.unlink()
    result = _read(log.read_bytes().decode("utf-8", "replace").splitlines(), patch.file, status, str(log))
    if result.check.outcome is Outcome.PASSED:
        log.unlink()
    return result


def _read(lines: Sequence[str], name: str, status: int, log: str) -> StyleCheck:
    totals = [match for line in lines if (match := _TOTAL.match(line))]
    if len(totals) != 1:
        said = next((line for line in lines if line.strip()), f"exit status {status}")
        return StyleCheck(Check(Outcome.NOT_RUN, reason=f"checkpatch does not run here: {said}"))
    found = [match for line in lines if (match := _FINDING.fullmatch(line))]
    notes = [match for match in found if match["type"] in ABOUT_THE_FILE]
    others = [match for match in found if match["type"] not in ABOUT_THE_FILE]
    # The total counts, not what could be read: a finding in a shape of its own must not get lost.
    errors = int(totals[0]["errors"])
    warnings = int(totals[0]["warnings"]) - len(notes)
    problems = [_problem(match, name, log) for match in others]
    if errors + warnings > len(others):
        problems.append(Problem(f"{errors + warnings - len(others)} more findings, see the log", f"{name}:1", log))
    outcome = Outcome.FAILED if errors or warnings or problems else Outcome.PASSED
    texts = dict.fromkeys(f"{match['type']}: {match['text'].strip()}" for match in notes)
    return StyleCheck(Check(outcome, tuple(problems), tuple(texts)), errors, warnings)


def _problem(match: re.Match[str], name: str, log: str) -> Problem:
    kind = f"{match['level']}:{match['type']}" if match["type"] else match["level"]
    return Problem(f"{kind}: {match['text'].strip()}", f"{name}:{match['line'] or 1}", log)
