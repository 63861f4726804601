"""Tasks for the tests of the engines."""

import os
import time
from pathlib import Path

from ckptgen.engine.task import Plain
from ckptgen.errors import CkptgenError


def square(payload: Plain) -> Plain:
    """Return the square of a number, and the process that made it."""
    return [payload * payload, os.getpid()]


def slow(payload: Plain) -> Plain:
    """Return a number some time later, having written down that it was worked on: ``[folder, number, seconds]``."""
    folder, number, seconds = payload
    with (Path(folder) / f"{number}").open("a") as notes:
        notes.write(f"{os.getpid()}\n")
    time.sleep(seconds)
    return number


def picky(payload: Plain) -> Plain:
    """Refuse odd numbers, as a user's error."""
    if payload % 2:
        raise CkptgenError(f"{payload} is odd", "double it")
    return payload


def deadly(payload: Plain) -> Plain:
    """End the process that runs it."""
    os._exit(9)
