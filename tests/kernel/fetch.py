"""Put an unpacked kernel tree at DEST, from Debian's package linux-source-X.Y: ``python3 fetch.py DEST``.

DEST is named like the package. It appears under that name only when it is complete, so a tree that is there is kept as
it is: an interrupted run, or a tree that the user unpacked there, needs no other care. Standard library only, because
``make kernel`` runs it before anything is installed.
"""

import lzma
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

SOURCES = Path("/usr/src")
"""Where Debian's packages put their archives."""

MARK = Path("include", "linux", "fs.h")
BY_HAND = "unpack a kernel tree yourself, and name it with KERNEL=DIR"


class FetchError(Exception):
    """No tree can be had; the message says why, and what to do."""


def fetch(dest: Path) -> None:
    """Make ``dest`` a kernel tree unless it is one. Raises FetchError."""
    if (dest / MARK).is_file():
        print(f"{dest}: already there")
        return
    if dest.exists() and (not dest.is_dir() or any(dest.iterdir())):
        raise FetchError(f"{dest} exists, but is no kernel tree: remove it, or {BY_HAND}")
    package = dest.name
    if not re.fullmatch(r"linux-source-\d+\.\d+", package):
        raise FetchError(f"{package} is no package's name, such as linux-source-6.12: {BY_HAND}")
    dest.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{package}-", dir=dest.parent) as folder:
        archive = find_archive(package, Path(folder))
        print(f"unpacking {archive}")
        unpack(archive, Path(folder, "tree"))
        Path(folder, "tree").rename(dest)
    print(f"{dest}: done")


def find_archive(package: str, folder: Path) -> Path:
    """Return the package's archive; it is installed for root, and only unpacked in ``folder`` for everybody else."""
    installed = SOURCES / f"{package}.tar.xz"
    if installed.is_file():
        return installed
    if shutil.which("apt-get") is None:
        raise FetchError(f"{installed} is missing, and this system has no apt-get to install it: {BY_HAND}")
    if os.geteuid() == 0:
        install = ["apt-get", "install", "-y", "--no-install-recommends", package]
        # The lists of a fresh system are empty, and old ones name packages that are gone.
        if run(install) != 0 and (run(["apt-get", "update"]) != 0 or run(install) != 0):
            raise FetchError(f"apt-get cannot install {package}: {BY_HAND}")
        archive = installed
    else:
        if run(["apt-get", "download", package], folder) != 0:
            raise FetchError(f"apt-get cannot download {package}: run apt-get update as root first, or {BY_HAND}")
        for downloaded in sorted(folder.glob(f"{package}_*.deb")):
            if run(["dpkg-deb", "-x", str(downloaded), str(folder / "package")]) != 0:
                raise FetchError(f"dpkg-deb cannot unpack {downloaded.name}")
        archive = folder / "package" / installed.relative_to("/")
    if not archive.is_file():
        raise FetchError(f"the package {package} holds no {installed}: {BY_HAND}")
    return archive


def run(command: list[str], folder: Path | None = None) -> int:
    """Run a command without input, and return its exit code."""
    print(f"+ {' '.join(command)}", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, check=False).returncode


def unpack(archive: Path, folder: Path) -> None:
    """Unpack ``archive`` into ``folder``, without the folder that everything in it lies in. Raises FetchError."""
    try:
        with lzma.open(archive) as packed:
            with tarfile.open(fileobj=packed) as tar:
                for member in tar:
                    _, _, path = member.name.removeprefix("./").partition("/")
                    if path and ".." not in Path(path).parts:
                        member.name = path
                        tar.extract(member, folder, set_attrs=not member.isdir())
            # tarfile stops at its own end mark, before the checksum.
            packed.read()
    except (OSError, EOFError, lzma.LZMAError, tarfile.TarError) as error:
        raise FetchError(f"cannot unpack {archive}: {error}") from error
    if not (folder / MARK).is_file():
        raise FetchError(f"{archive} holds no kernel tree: {BY_HAND}")


def main(arguments: list[str]) -> int:
    """Fetch, and return the exit code."""
    if len(arguments) != 1:
        print("usage: fetch.py DEST", file=sys.stderr)
        return 2
    try:
        fetch(Path(arguments[0]).absolute())
    except FetchError as error:
        print(f"fetch.py: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
