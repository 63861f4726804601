"""Running perl and make: in a group of processes of their own, which ends as a whole when ckptgen is interrupted."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from ckptgen.errors import CkptgenError

_DROPPED = ("GIT_", "MAKE", "MFLAGS", "KBUILD_", "KCONFIG_", "KCFLAGS", "KCPPFLAGS", "KAFLAGS", "GNUMAKEFLAGS")
_PATIENCE = 5.0
"""Seconds between asking a group to end and killing it."""


def tool_environment(**more: str) -> dict[str, str]:
    """Return the environment for a tool: the caller's without what would steer git, make or the kernel's build."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_DROPPED)}
    return kept | {"LC_ALL": "C"} | more


def run_tool(command: Sequence[str], folder: Path, environment: Mapping[str, str], log: Path) -> int:
    """Run ``command`` in ``folder`` with all that it says in ``log``, and return its exit status.

    Raises CkptgenError if it cannot be started.
    """
    with log.open("wb") as output:
        try:
            process = subprocess.Popen(
                command,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as error:
            raise CkptgenError(f"cannot run {command[0]}: {error.strerror}", "it must be on the PATH") from error
        try:
            return process.wait()
        except BaseException:
            _end_group(process)
            raise


def _end_group(process: "subprocess.Popen[bytes]") -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        pass
    finally:
        # What is left of the group would go on writing into the scratch folder.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
