"""Run one function over many chunks of work, in this process or in several.

Not ``concurrent.futures``: its workers print a traceback each on Ctrl-C, and it reads ahead through the whole
iterator, which here is a directory walk or the output of a running ``git grep``.
"""

import os
import pickle
import signal
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, TypeVar

from ckptgen.bounds import start_watchdog
from ckptgen.tree.model import TreeError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import BaseContext

Chunk = TypeVar("Chunk")
Out = TypeVar("Out")
Opener = Callable[[], AbstractContextManager[Callable[[Chunk], Out]]]
"""Called once in each worker: sets up what the function needs (a running git), and takes it down."""

SMALL = 2
"""So many chunks are done before a second process would have started."""


def usable_cpus() -> int:
    """Return the number of processors that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def map_chunks(opener: Opener[Chunk, Out], chunks: Iterable[Chunk], jobs: int) -> Iterator[Out]:
    """Yield ``function(chunk)`` for each chunk, as they come, the function being what ``opener`` opens.

    With ``jobs`` above 1 and more than ``SMALL`` chunks, they run in as many processes. What the function
    raises is raised here, with the worker's traceback as a note; a worker that dies is a TreeError.
    """
    rest = iter(chunks)
    head = list(islice(rest, SMALL + 1))
    everything = chain(head, rest)
    if jobs > 1 and len(head) > SMALL:
        yield from _in_processes(opener, everything, jobs)
        return
    with opener() as function:
        for chunk in everything:
            yield function(chunk)


def _in_processes(opener: Opener[Chunk, Out], chunks: Iterable[Chunk], jobs: int) -> Iterator[Out]:
    # Imported here: a small tree never needs it.
    import multiprocessing
    from multiprocessing.connection import wait

    context = multiprocessing.get_context("fork" if sys.platform == "linux" else None)
    crew: list[_Worker] = []
    idle: list[_Worker] = []
    busy: dict[Any, _Worker] = {}

    def finished() -> Iterator[Out]:
        for link in wait(list(busy)):
            worker = busy.pop(link)
            yield worker.answer()
            idle.append(worker)

    try:
        # A worker is sent one chunk at a time: it is waiting for it, so neither side can block the other.
        for chunk in chunks:
            if len(crew) < jobs:
                with _interrupts_held():
                    idle.append(_Worker(context, opener))
                    crew.append(idle[-1])
            elif not idle:
                yield from finished()
            worker = idle.pop()
            worker.send(chunk)
            busy[worker.link] = worker
        while busy:
            yield from finished()
        for worker in crew:
            worker.send(None)
    except BaseException:
        for worker in crew:
            worker.process.terminate()
        raise
    finally:
        for worker in crew:
            worker.process.join()
            worker.link.close()


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Let a Ctrl-C wait: a new process cannot take it yet, and ``Connection.__del__`` would swallow it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Worker:
    """The near end of a worker process."""

    def __init__(self, context: "BaseContext", opener: Opener[Any, Any]) -> None:
        self.link, far_end = context.Pipe()
        # typeshed gives Process to the concrete contexts only.
        process = context.Process  # type: ignore[attr-defined]
        self.process = process(target=_serve, args=(opener, far_end), daemon=True)
        self.process.start()
        # Closed before the next worker is forked, so that nobody but the worker holds it: its death is seen
        # as an EOF.
        far_end.close()

    def send(self, chunk: object) -> None:
        # A worker that is gone has left its reason, or an EOF, for answer().
        with suppress(OSError):
            self.link.send(chunk)

    def answer(self) -> Any:
        try:
            result, error = self.link.recv()
        except (EOFError, OSError):
            self.process.join()
            raise TreeError(
                f"a worker process died (exit code {self.process.exitcode}) before it had read its files",
                "the machine may be short of memory; try again with one job",
            ) from None
        if error is not None:
            raise error
        return result


def _serve(opener: Opener[Any, Any], link: "Connection[Any, Any]") -> None:
    # Ctrl-C reaches the whole process group; the parent alone reacts, and ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    try:
        start_watchdog()
        with opener() as function:
            while (chunk := _next_chunk(link)) is not None:
                link.send((function(chunk), None))
    except Exception as error:  # noqa: BLE001 - raised again in the parent
        with suppress(OSError):
            link.send((None, _portable(error)))


def _next_chunk(link: "Connection[Any, Any]") -> Any:
    try:
        return link.recv()
    except (EOFError, OSError):  # the parent is gone
        return None


def _portable(error: Exception) -> Exception:
    """Return the error, or a stand-in where it does not pickle, with the traceback as a note."""
    trace = "".join(traceback.format_tb(error.__traceback__)).rstrip()
    error.add_note(f"in a worker process:\n{trace}")
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # noqa: BLE001 - whatever an exception class does when it is copied
        stand_in = RuntimeError(f"{type(error).__name__}: {error}")
        for note in error.__notes__:
            stand_in.add_note(note)
        return stand_in
    return error
