"""docs/tutorial.md, done as a reader does it: each file is written, each command run, and prints what the page says.

A block that begins with ``$`` is commands, each with its output, standard output and error as they come, without blanks
at the ends of lines; a line ``...`` stands for any lines. A block behind "into `PATH`:" is that file. Other blocks are
for the reader alone.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent, indent

import pytest

from tests.paths import ROOT, SAMPLE

PAGE = ROOT / "docs" / "tutorial.md"
_BLOCK = re.compile(r"(?P<before>[^\n]*)\n\n(?P<block>(?:(?: {4}[^\n]*)?\n)+)")
_FILE = re.compile(r"(?:^|into )`([^`]+)`:$")
_COMMAND = re.compile(r"^\$ (?P<command>.*)\n(?P<output>(?:(?!\$ ).*\n)*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Run:
    """A command, and what the page says that it prints."""

    command: str
    output: str


@dataclass(frozen=True, slots=True)
class File:
    """A file that the reader is asked to write."""

    path: str
    content: str


def steps(page: str) -> Iterator[Run | File]:
    """Yield what the page asks for, in its order."""
    for block in _BLOCK.finditer(page):
        text = plain(block["block"])
        file = _FILE.search(block["before"])
        if file:
            yield File(file[1], text)
        elif text.startswith("$ "):
            yield from (Run(each["command"], each["output"]) for each in _COMMAND.finditer(text))


def plain(block: str) -> str:
    """Return the text of a block, without its indentation and the empty lines behind it."""
    return dedent(block).rstrip("\n") + "\n"


@pytest.fixture
def reader(tmp_path: Path) -> dict[str, str]:
    """Return the environment of a reader who has installed ckptgen, and has the sample tree."""
    home = tmp_path / "home"
    (home / "bin").mkdir(parents=True)
    command = home / "bin" / "ckptgen"
    command.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m ckptgen "$@"\n')
    command.chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    tree = Path(shutil.copytree(SAMPLE, tmp_path / "sample"))
    path = f"{home / 'bin'}:{os.environ['PATH']}"
    return kept | {"PATH": path, "HOME": str(home), "LINUX": str(tree), "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8"}


def test_the_tutorial(tmp_path: Path, reader: dict[str, str]) -> None:
    page = PAGE.read_text()
    rules = tmp_path / "rules"
    rules.mkdir()
    said: list[Run] = []
    printed: list[Run] = []
    for step in steps(page):
        if isinstance(step, File):
            (rules / step.path).parent.mkdir(exist_ok=True)
            (rules / step.path).write_text(step.content)
            continue
        done = subprocess.run(
            ["bash", "-c", f"exec 2>&1; {step.command}"], cwd=rules, env=reader, stdout=subprocess.PIPE, check=False
        )
        said.append(step)
        output = re.sub(r"[ \t]+$", "", done.stdout.decode(), flags=re.MULTILINE)
        printed.append(Run(step.command, as_said(output, step.output)))
    if os.environ.get("CKPTGEN_REGEN"):
        PAGE.write_text(with_outputs(page, printed))
        said = [step for step in steps(PAGE.read_text()) if isinstance(step, Run)]
    assert len(said) > 10
    assert printed == said


def as_said(output: str, said: str) -> str:
    """Return what the page says where the output is that, with any lines for ``...``; else the output."""
    parts = [re.escape(part) for part in re.split(r"^\.\.\.\n", said, flags=re.MULTILINE)]
    return said if re.fullmatch("(?:.*\n)*?".join(parts), output) else output


def with_outputs(page: str, runs: Iterable[Run]) -> str:
    """Return the page with other outputs of its commands."""
    each = iter(runs)

    def replaced(block: re.Match[str]) -> str:
        text = plain(block["block"])
        if not text.startswith("$ "):
            return block[0]
        text = _COMMAND.sub(lambda found: f"$ {found['command']}\n{next(each).output}", text)
        return f"{block['before']}\n\n{indent(text, '    ')}\n"

    return _BLOCK.sub(replaced, page)


def test_the_page_is_linked() -> None:
    assert "(docs/tutorial.md)" in (ROOT / "README.md").read_text()
