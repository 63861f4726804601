"""The answers are those of the kernel's own get_maintainer.pl."""

import os
import re
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest

from ckptgen.series.maintainers import Maintainers
from ckptgen.series.recipients import Recipients
from tests.tools import require

pytestmark = pytest.mark.kernel

Ask = Callable[..., set[str]]
FILES = 24


@pytest.fixture(scope="module")
def maintainers(kernel: Path) -> Maintainers:
    data, mailmap = ((kernel / name).read_bytes() for name in ("MAINTAINERS", ".mailmap"))
    return Maintainers(data, mailmap, lambda path: (kernel / path).is_dir())


@pytest.fixture(scope="module")
def ask(kernel: Path, tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """What get_maintainer.pl says, asked without git and without a configuration of the user's."""
    require("perl")
    environment = os.environ | {"HOME": str(tmp_path_factory.mktemp("home"))}

    def run(*arguments: str) -> set[str]:
        command = ["perl", "scripts/get_maintainer.pl", "--no-git", "--no-git-fallback", "--no-rolestats", *arguments]
        done = subprocess.run(command, cwd=kernel, env=environment, capture_output=True, check=True)
        return set(done.stdout.decode().splitlines())

    return run


def everybody(recipients: Recipients) -> set[str]:
    return {*recipients.to, *recipients.cc}


def test_every_pattern_can_be_read(maintainers: Maintainers) -> None:
    assert maintainers.unread == ()


def test_files_all_over_the_tree(kernel: Path, maintainers: Maintainers, ask: Ask) -> None:
    sources = sorted(str(path.relative_to(kernel)) for path in kernel.rglob("*.[chS]"))
    sample = Random(0).sample(sources, FILES)
    with ThreadPoolExecutor() as pool:
        said = dict(zip(sample, pool.map(lambda path: ask("-f", path), sample), strict=True))
    assert {path: everybody(maintainers.recipients([path])) for path in sample} == said


def touched(patch: bytes) -> list[str]:
    return [name.decode() for name in re.findall(rb"^\+\+\+ b/(.*)$", patch, re.MULTILINE)]


def test_the_patches_of_a_series(patches: list[Path], maintainers: Maintainers, ask: Ask) -> None:
    with ThreadPoolExecutor() as pool:
        said = dict(zip(patches, pool.map(lambda path: ask(str(path)), patches), strict=True))
        to = dict(zip(patches, pool.map(lambda path: ask("--no-r", "--no-l", str(path)), patches), strict=True))
    texts = {path: path.read_bytes() for path in patches}
    answers = {path: maintainers.recipients(touched(text), text) for path, text in texts.items()}
    assert {path: everybody(answer) for path, answer in answers.items()} == said
    assert {path: set(answer.to) for path, answer in answers.items()} == to
    assert len(set().union(*to.values())) > 10


def test_keywords_in_a_patch(patches: list[Path], maintainers: Maintainers, ask: Ask, tmp_path: Path) -> None:
    text = patches[0].read_bytes()
    changed = tmp_path / "changed.patch"
    changed.write_bytes(re.sub(rb"^(@@ .*\n)", rb"\1+\tLANDLOCK CLONE3\n", text, count=1, flags=re.MULTILINE))
    mine = maintainers.recipients(touched(text), changed.read_bytes())
    assert everybody(mine) == ask(str(changed))
    assert mine != maintainers.recipients(touched(text), text)
