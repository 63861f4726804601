"""A real scheduler and workers, each a process of its own on 127.0.0.1 and a port of the system's choice."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.paths import ROOT

SECONDS = 30


class Cluster:
    """A running scheduler."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen[bytes]] = []
        self._file = folder / "scheduler.json"
        self.scheduler = self._start("dask_scheduler", "--port", "0", "--no-dashboard", "--no-show")
        until = time.monotonic() + SECONDS
        while not self._file.exists() or not self._file.read_text():
            assert self.scheduler.poll() is None, "the scheduler did not start"
            assert time.monotonic() < until
            time.sleep(0.05)
        self.address: str = json.loads(self._file.read_text())["address"]

    def add_worker(self, code: Path = ROOT) -> subprocess.Popen[bytes]:
        """Start a worker whose ckptgen is in the folder ``code``."""
        return self._start("dask_worker", "--no-nanny", "--nthreads", "1", "--no-dashboard", code=code)

    def client(self, workers: int) -> Any:
        """Return a client of its own, once so many workers are there."""
        import distributed

        connect: Any = distributed.Client
        client = connect(self.address, timeout=SECONDS, set_as_default=False)
        client.wait_for_workers(workers, timeout=SECONDS)
        return client

    def _start(self, command: str, *args: str, code: Path = ROOT) -> subprocess.Popen[bytes]:
        environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(code), str(ROOT)]), "PYTHONWARNINGS": "ignore"}
        with (self.folder / f"{command}-{len(self.processes)}.log").open("wb") as log:
            process = subprocess.Popen(
                [
                    *(sys.executable, "-m", f"distributed.cli.{command}", "--host", "127.0.0.1"),
                    *("--scheduler-file", str(self._file), *args),
                ],
                env=environment,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.processes.append(process)
        return process


@contextmanager
def running(folder: Path, workers: int) -> Iterator[Cluster]:
    """Run a scheduler with so many workers; no process is left behind."""
    cluster = Cluster(folder)
    try:
        for _ in range(workers):
            cluster.add_worker()
        yield cluster
    finally:
        for process in reversed(cluster.processes):
            process.kill()
        for process in cluster.processes:
            process.wait(SECONDS)
