"""Running one task, wherever that is: the task's name says which function, what goes in and out is plain data."""

import hashlib
import importlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import ckptgen
from ckptgen.errors import CkptgenError

Plain = Any
"""Strings, bytes, numbers, None, and lists, tuples and dictionaries of these."""
DONE, FAILED, REFUSED = "done", "failed", "refused"


class EngineError(CkptgenError):
    """The tasks cannot be run: no scheduler, no worker, or one with another ckptgen."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A task ended in an error that the user can mend: ``what`` is wrong, and a ``hint``."""

    what: str
    hint: str

    def error(self) -> CkptgenError:
        """Return the error as it was raised."""
        return CkptgenError(self.what, self.hint)


class Engine(Protocol):
    """Runs tasks."""

    def run(self, task: str, payloads: Iterable[Plain]) -> Iterator[tuple[int, Plain | Failure]]:
        """Yield each payload's position and what the task made of it, as they come.

        ``task`` is ``module:function``. Raises EngineError where the tasks cannot be run to their end.
        """


def results(engine: Engine, task: str, payloads: Iterable[Plain]) -> list[Plain]:
    """Return what the task made of each payload, in their order; raises the first failure as a CkptgenError."""
    found = outcomes(engine, task, payloads)
    for outcome in found:
        if isinstance(outcome, Failure):
            raise outcome.error()
    return found


def outcomes(engine: Engine, task: str, payloads: Iterable[Plain]) -> list[Plain | Failure]:
    """Return what the task made of each payload, in their order, failures among them."""
    return [outcome for _, outcome in sorted(engine.run(task, payloads), key=lambda pair: pair[0])]


def perform(made_by: str, task: str, payload: Plain) -> tuple[str, Plain]:
    """Run a task: ``(DONE, result)``, ``(FAILED, [what, hint])``, or ``(REFUSED, who)`` where the one that made it has
    another ckptgen than this process.
    """
    if made_by != identity():
        return REFUSED, identity()
    module, _, name = task.partition(":")
    function: Callable[[Plain], Plain] = getattr(importlib.import_module(module), name)
    try:
        return DONE, function(payload)
    except CkptgenError as error:
        return FAILED, [error.what, error.hint]


def outcome_of(answer: tuple[str, Plain]) -> Plain | Failure:
    """Return the result or the failure in an answer of ``perform``; raises EngineError where the task was refused."""
    kind, value = answer
    if kind == REFUSED:
        raise EngineError(
            f"a worker has another ckptgen: it has {value}, this is {identity()}",
            "install the same ckptgen on every worker, and start the workers again",
        )
    return Failure(*value) if kind == FAILED else value


@cache
def identity() -> str:
    """Return the version of this ckptgen with a hash of its code: the same code gives the same results anywhere."""
    top = Path(ckptgen.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(top.rglob("*.py")):
        digest.update(f"{path.relative_to(top).as_posix()}\n".encode())
        digest.update(path.read_bytes())
    return f"{ckptgen.__version__} ({digest.hexdigest()[:12]})"
