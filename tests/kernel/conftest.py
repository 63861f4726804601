"""The kernels that the tests read, and one run of each command for the whole session."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kernel.counting import Count, count, sources_of_folder
from tests.kernel.running import AUTHOR, Finished, ckptgen


def named_by(variable: str, what: str) -> Path:
    """Return the folder that an environment variable names; skip where it is not set."""
    value = os.environ.get(variable)
    if not value:
        pytest.skip(f"{variable} names no {what}")
    folder = Path(value)
    if not folder.is_dir():
        pytest.fail(f"{variable} names {value}, which is no folder")
    return folder


@pytest.fixture(scope="session")
def kernel() -> Path:
    """An unpacked Linux 6.12."""
    return named_by("CKPTGEN_KERNEL", "unpacked kernel (make kernel gets one, make test-kernel names it)")


@pytest.fixture(scope="session")
def history() -> Path:
    """A clone that has the releases of 2009 and 2010."""
    repository = named_by("CKPTGEN_KERNEL_GIT", "git clone with v2.6.31 and v2.6.33")
    for tag in ("v2.6.31", "v2.6.33"):
        command = ["git", "-C", str(repository), "rev-parse", "-q", "--verify", f"{tag}^{{commit}}"]
        if subprocess.run(command, capture_output=True, check=False).returncode != 0:
            pytest.fail(f"CKPTGEN_KERNEL_GIT names {repository}, which has no {tag}")
    return repository


@pytest.fixture(scope="session")
def release(kernel: Path) -> str:
    """The kernel's version, such as 6.12.48."""
    makefile = (kernel / "Makefile").read_text("utf-8")
    parts = (re.search(rf"^{name} = (\d+)$", makefile, re.MULTILINE) for name in ("VERSION", "PATCHLEVEL", "SUBLEVEL"))
    return ".".join(part[1] for part in parts if part)


@pytest.fixture(scope="session")
def audited(kernel: Path) -> Finished:
    return ckptgen("-C", kernel, "audit", "--format", "json", "-o", "checkpoint")


@pytest.fixture(scope="session")
def counted(kernel: Path) -> Count:
    return count(sources_of_folder(kernel))


@pytest.fixture(scope="session")
def planned(kernel: Path) -> Finished:
    return ckptgen("-C", kernel, "plan", "--format", "json")


@pytest.fixture(scope="session")
def series(kernel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the series for the kernel."""
    folder = tmp_path_factory.mktemp("series") / "out"
    done = ckptgen("-C", kernel, "series", "-o", folder, "--signoff", AUTHOR)
    print(done.said, file=sys.stderr)
    assert done.code == 0
    return folder


@pytest.fixture(scope="session")
def patches(series: Path) -> list[Path]:
    """The patches in their order, without the cover letter."""
    return sorted(series.glob("*.patch"))[1:]
