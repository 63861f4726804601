"""Tasks on the workers of a Dask scheduler that is already running. Needs the extra ``ckptgen[dask]``.

Dask gives a lost worker's tasks to others. What a task has made is fetched at once, so that no more is lost with a
worker than what it was doing.
"""

import gc
import logging
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from typing import Any

from ckptgen.engine.task import EngineError, Failure, Plain, identity, outcome_of
from ckptgen.tree.paths import shown

# Dask's own types are partial, and it need not be installed.
Client = Any
Future = Any

CONNECT = 10
"""Seconds to wait for the scheduler."""
PATIENCE = 60
"""Seconds to wait for a worker where the scheduler has none."""
_GLANCE = 2
"""Seconds without news after which the scheduler is looked at."""
RETRIES = 2
"""How often a task is tried again that raised what is no error of ours; losing its worker is not counted here."""
_INSTALL = "pip install 'ckptgen[dask]'"


@contextmanager
def dask_engine(address: str) -> Iterator["DaskEngine"]:
    """Connect to the scheduler at ``address`` (``tcp://HOST:PORT``); raises EngineError."""
    client = _connect(address)
    # Dask's own loop makes cycles as long as it runs, and ``main`` has switched the collector off.
    gc.enable()
    try:
        yield DaskEngine(client, address)
    finally:
        with suppress(Exception):
            client.close(timeout=_GLANCE)


def _connect(address: str) -> Client:
    try:
        import distributed
    except ImportError as error:
        missing = "" if error.name in ("distributed", "dask") else f": {error}"
        raise EngineError(f"--scheduler needs Dask distributed{missing}", _INSTALL) from None
    _hush()
    connect: Any = distributed.Client
    try:
        _knock(address)
        return connect(address, timeout=CONNECT, set_as_default=False)
    except (OSError, ValueError, TypeError, ImportError) as error:
        raise EngineError(
            f"no Dask scheduler at {shown(address)}: {shown(str(error)) or type(error).__name__}",
            "pass the address that `dask scheduler` prints, such as tcp://10.0.0.1:8786",
        ) from None


def _hush() -> None:
    """Silence Dask's log: it repeats on stderr, with tracebacks, what is said better here."""
    for name in [*logging.root.manager.loggerDict, "distributed"]:
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _knock(address: str) -> None:
    """Raise OSError or ValueError where nothing can be there: a client tries for long, and leaves threads behind."""
    from distributed.comm import addressing

    parts: Any = addressing
    host, port = parts.get_address_host_port(address, strict=True)
    if not 0 < port < 1 << 16:
        raise ValueError(f"there is no port {port}")
    if "://" not in address or address.startswith(("tcp://", "tls://")):
        with socket.create_connection((host, port), timeout=CONNECT):
            pass


class DaskEngine:
    """A connection to a scheduler; the folders in the tasks must be there under the same names for every worker."""

    def __init__(self, client: Client, address: str) -> None:
        self._client = client
        self._address = shown(address)

    def run(self, task: str, payloads: Iterable[Plain]) -> Iterator[tuple[int, Plain | Failure]]:
        """See ``Engine.run``; raises EngineError where the scheduler is gone, has no workers, or one is refused."""
        finished: SimpleQueue[Future] = SimpleQueue()
        waiting: dict[Any, tuple[int, Future]] = {}
        function = _courier()
        try:
            for position, payload in enumerate(payloads):
                future = self._client.submit(function, identity(), task, payload, pure=False, retries=RETRIES)
                waiting[future.key] = position, future
                future.add_done_callback(finished.put)
            while waiting:
                future = self._next(finished)
                position, _ = waiting.pop(future.key)
                yield position, outcome_of(self._answer(future))
        except RuntimeError:  # what a client says, too, that has been closed meanwhile
            if self._client.status == "running":
                raise
            raise self._gone() from None
        finally:
            with suppress(Exception):
                self._client.cancel([future for _, future in waiting.values()])

    def _next(self, finished: SimpleQueue[Future]) -> Future:
        """Return the next task that has ended; raises EngineError where none can end any more."""
        since: float | None = None
        while True:
            try:
                return finished.get(timeout=_GLANCE)
            except Empty:
                pass
            if self._client.status != "running":
                raise self._gone()
            if self._workers():
                since = None
            elif since is None:
                since = time.monotonic()
            elif time.monotonic() - since > PATIENCE:
                raise EngineError(f"the scheduler at {self._address} has no workers", "start some: `dask worker ADDR`")

    def _workers(self) -> bool:
        return bool(self._client.scheduler_info().get("workers"))

    def _answer(self, future: Future) -> tuple[str, Plain]:
        from distributed import KilledWorker

        try:
            kind, value = future.result()
        except KilledWorker as error:
            raise EngineError(
                f"several workers were lost at the same task: {shown(str(error)).splitlines()[0]}",
                "they may be short of memory; the workers' logs tell more",
            ) from None
        except ImportError as error:
            raise EngineError(
                f"a worker cannot load this ckptgen: {error}", "install the same ckptgen on every worker"
            ) from None
        except BaseException:
            if future.cancelled() or self._client.status != "running":
                raise self._gone() from None
            raise
        return kind, value

    def _gone(self) -> EngineError:
        return EngineError(f"the scheduler at {self._address} went away", "start it again, or leave --scheduler out")


def _courier() -> Callable[[str, str, Plain], tuple[str, Plain]]:
    """Return the function that a worker calls.

    A nested one travels as its code, not as a name: so the scheduler needs no ckptgen, and a worker that has none, or
    another one, can say so.
    """

    def perform_there(made_by: str, task: str, payload: Plain) -> tuple[str, Plain]:
        from ckptgen.engine.task import perform

        return perform(made_by, task, payload)

    return perform_there
