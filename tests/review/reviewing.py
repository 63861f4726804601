"""Reviewing a series in a test: what is found, one line a finding."""

import subprocess
from collections.abc import Iterable
from pathlib import Path

from ckptgen.review.findings import Finding
from ckptgen.review.reading import read_series
from ckptgen.review.review import Review, review_series
from ckptgen.sempatch.reader import read_semantic_patch
from ckptgen.tree.directory import DirectoryTree
from tests.paths import ROOT, SAMPLE

IDENTITY = {
    "GIT_AUTHOR_NAME": "A U Thor",
    "GIT_AUTHOR_EMAIL": "author@example.com",
    "GIT_COMMITTER_NAME": "A U Thor",
    "GIT_COMMITTER_EMAIL": "author@example.com",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "PATH": "/usr/bin:/bin",
}


def reviewed(series: Path, tree: Path = SAMPLE, rule: str | Path = "checkpoint", only: Iterable[str] = ()) -> Review:
    """Review the series at a folder against the files of a tree, by a shipped semantic patch or a file."""
    file = rule if isinstance(rule, Path) else ROOT / "patches" / rule / "rule.py"
    patch = read_semantic_patch(file, "checkpoint")
    return review_series(read_series(str(series), tree), DirectoryTree(tree, 1), patch, only=tuple(only))


def line(finding: Finding) -> str:
    """Return what is compared of a finding: severity, rule, place, table, place in the patch."""
    patch = f"{finding.patch}:{finding.patch_line}" if finding.patch else "-"
    return f"{finding.severity} {finding.rule} {finding.place} {finding.table or '-'} {patch}"


def rules(review: Review) -> list[tuple[str, str]]:
    """Return each finding's rule with its table, or else its path."""
    return [(str(finding.rule), finding.table or finding.path) for finding in review.findings]


def git(directory: Path, *args: str, data: bytes = b"") -> bytes:
    """Run git with an identity of its own."""
    command = ["git", "-C", str(directory), *args]
    return subprocess.run(command, env=IDENTITY, input=data, check=True, capture_output=True).stdout
