"""Tasks in this process, or in several of this machine."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from ckptgen.engine.task import Failure, Plain, identity, outcome_of, perform
from ckptgen.tree.pool import map_chunks, usable_cpus

_Order = tuple[int, str, str, Plain]
_Answer = tuple[int, tuple[str, Plain]]


@dataclass(frozen=True, slots=True)
class LocalEngine:
    """Up to ``jobs`` processes (default: one a processor); with 1, everything happens in this one."""

    jobs: int | None = None

    def run(self, task: str, payloads: Iterable[Plain]) -> Iterator[tuple[int, Plain | Failure]]:
        """See ``Engine.run``; a process that dies is a TreeError."""
        orders = ((position, identity(), task, payload) for position, payload in enumerate(payloads))
        for position, answer in map_chunks(_opener, orders, self.jobs or usable_cpus()):
            yield position, outcome_of(answer)


def _opener() -> AbstractContextManager[Callable[[_Order], _Answer]]:
    return nullcontext(_perform)


def _perform(order: _Order) -> _Answer:
    position, made_by, task, payload = order
    return position, perform(made_by, task, payload)
