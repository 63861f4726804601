"""The same results from a Dask scheduler with two worker processes, whatever happens to them."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from ckptgen.engine.cluster import dask_engine
from ckptgen.engine.local import LocalEngine
from ckptgen.engine.task import EngineError, Failure, identity, outcomes, results
from tests.cli.conftest import Run, ckptgen
from tests.history.cluster import SECONDS, Cluster, running
from tests.history.kernels import eventful
from tests.paths import ROOT, SAMPLE

pytest.importorskip("distributed")
__all__ = ["ckptgen"]
WORKS = "tests.history.works"
TREES = 40
AUDIT = ("audit", "-o", "llseek", "--format", "json", "--trees")
HISTORY = ("history", "--refs", "*", "--refs", "*/*", "-o", "llseek", "--format", "json")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Two workers, for the tests in which neither is harmed."""
    with running(tmp_path_factory.mktemp("cluster"), 2) as cluster:
        cluster.client(2).close()
        yield cluster


@pytest.fixture(scope="module")
def trees(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A list of trees: many times the sample, a repository, and one that is not there."""
    folder = tmp_path_factory.mktemp("trees")
    eventful(folder / "linux")
    lines = [f"vendor-{number} {SAMPLE}" for number in range(TREES)]
    lines[3] = "old linux v3"
    (folder / "trees").write_text("\n".join(["# all of them", *lines, ""]))
    (folder / "some-missing").write_text(f"a {SAMPLE}\nb no-such-folder\nc linux v9 # the last\n")
    (folder / "history").write_text("one linux v[1-5]\ntwo linux\nthree linux v*\n")
    return folder


def audit_there(trees: Path, cluster: Cluster) -> subprocess.Popen[bytes]:
    """Begin an audit of the trees on a cluster."""
    command = [sys.executable, "-m", "ckptgen", *AUDIT, str(trees), "--scheduler", cluster.address]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def until(happens: Callable[[], object]) -> None:
    end = time.monotonic() + SECONDS
    while not happens():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.parametrize("form", [("text",), ("text", "-v"), ("json",), ("csv",)])
def test_audits_are_the_same_everywhere(ckptgen: Run, cluster: Cluster, trees: Path, form: tuple[str, ...]) -> None:
    audit = ("audit", "--trees", trees / "some-missing", "-o", "llseek", "--format", *form)
    alone = ckptgen("--jobs", 1, *audit)
    assert alone.code == 2
    assert re.search("error: b: .*no-such-folder does not exist", alone.err)
    assert ckptgen("--jobs", 2, *audit) == alone
    assert ckptgen(*audit, "--scheduler", cluster.address) == alone


@pytest.mark.parametrize("what", ["one tree", "many trees"])
def test_histories_are_the_same_everywhere(ckptgen: Run, cluster: Cluster, trees: Path, what: str) -> None:
    where = ("-C", trees / "linux") if what == "one tree" else ("--trees", trees / "history")
    alone = ckptgen("--jobs", 1, *HISTORY, *where)
    assert alone.code == 0, alone.err
    assert ckptgen("--jobs", 2, *HISTORY, *where) == alone
    assert ckptgen(*HISTORY, *where, "--scheduler", cluster.address) == alone


def test_a_killed_worker_changes_nothing(ckptgen: Run, trees: Path, tmp_path: Path) -> None:
    alone = ckptgen("--jobs", 1, *AUDIT, trees / "trees")
    assert alone.code == 0, alone.err
    with running(tmp_path, 2) as cluster:
        client = cluster.client(2)
        pids = client.run(os.getpid)
        run = audit_there(trees / "trees", cluster)
        try:
            until(lambda: all(client.processing().values()) or run.poll() is not None)
            victim = next(address for address, tasks in client.processing().items() if tasks)
            os.kill(pids[victim], signal.SIGKILL)
            assert run.poll() is None, "it was over before the worker was killed"
            out, err = run.communicate(timeout=SECONDS)
        finally:
            run.kill()
            client.close()
    assert (run.returncode, out.decode(), err.decode()) == (0, alone.out, alone.err)


def test_a_lost_worker_costs_only_what_it_was_doing(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    with running(tmp_path, 2) as cluster:
        client = cluster.client(2)
        pids = set(client.run(os.getpid).values())
        killed = 0
        with dask_engine(cluster.address) as engine:
            found = []
            for position, number in engine.run(f"{WORKS}:slow", [[str(notes), n, 0.1] for n in range(30)]):
                found.append((position, number))
                if len(found) == 10:
                    killed = pids.pop()
                    os.kill(killed, signal.SIGKILL)
        client.close()
    assert sorted(found) == [(n, n) for n in range(30)]
    tries = {note.name: note.read_text().split() for note in notes.iterdir()}
    again = [who for who in tries.values() if len(who) > 1]
    # What it was at; and at most what it had just done, and nobody had fetched yet.
    assert 1 <= len(again) <= 3
    assert all(who[0] == str(killed) for who in again)


def test_a_scheduler_that_goes_away(tmp_path: Path) -> None:
    with running(tmp_path, 1) as cluster:
        cluster.client(1).close()
        with dask_engine(cluster.address) as engine, pytest.raises(EngineError, match="went away"):
            for _ in engine.run(f"{WORKS}:slow", [[str(tmp_path), n, 0.2] for n in range(50)]):
                cluster.scheduler.kill()


def test_a_run_whose_scheduler_goes_away(trees: Path, tmp_path: Path) -> None:
    with running(tmp_path, 1) as cluster:
        client = cluster.client(1)
        run = audit_there(trees / "trees", cluster)
        try:
            until(lambda: all(client.processing().values()) or run.poll() is not None)
            cluster.scheduler.kill()
            out, err = run.communicate(timeout=SECONDS)
        finally:
            run.kill()
            with suppress(Exception):
                client.close(timeout=1)
    assert (run.returncode, out) == (2, b"")
    assert err.decode() == (
        f"ckptgen: error: the scheduler at {cluster.address} went away\n"
        "ckptgen: start it again, or leave --scheduler out\n"
    )


def test_a_worker_with_another_ckptgen_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(ROOT / "ckptgen", other / "ckptgen", ignore=shutil.ignore_patterns("__pycache__"))
    (other / "ckptgen/__init__.py").write_text('__version__ = "0.0.9"\n')
    with running(tmp_path, 0) as cluster:
        cluster.add_worker(other)
        with dask_engine(cluster.address) as engine, pytest.raises(EngineError) as caught:
            results(engine, f"{WORKS}:square", [1, 2, 3])
    assert "another ckptgen: it has 0.0.9 (" in caught.value.what
    assert f"this is {identity()}" in caught.value.what


def test_no_scheduler_there(ckptgen: Run, trees: Path) -> None:
    for address in ("tcp://127.0.0.1:9", "nonsense", "tcp://127.0.0.1:99999999"):
        done = ckptgen("audit", "-o", "llseek", "--trees", trees / "some-missing", "--scheduler", address)
        assert done.code == 2
        assert done.out == ""
        assert f"ckptgen: error: no Dask scheduler at {address}" in done.err
        assert len(done.err.splitlines()) == 2, done.err


def test_without_distributed(ckptgen: Run, trees: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(EngineError) as caught, dask_engine("tcp://127.0.0.1:9"):
        pass
    assert caught.value.what == "--scheduler needs Dask distributed"
    assert caught.value.hint == "pip install 'ckptgen[dask]'"


def test_no_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ckptgen.engine.cluster.PATIENCE", 0)
    nothing = pytest.raises(EngineError, match="has no workers")
    with running(tmp_path, 0) as cluster, dask_engine(cluster.address) as engine, nothing:
        results(engine, f"{WORKS}:square", [1])


def test_a_task_that_kills_its_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(tmp_path, 4) as cluster:
        cluster.client(4).close()
        with dask_engine(cluster.address) as engine, pytest.raises(EngineError, match="lost at the same task"):
            results(engine, f"{WORKS}:deadly", [1])


def test_failures_of_tasks_travel(cluster: Cluster) -> None:
    with dask_engine(cluster.address) as engine:
        for each in (engine, LocalEngine(1), LocalEngine(2)):
            assert outcomes(each, f"{WORKS}:picky", [2, 3, 4, 6]) == [2, Failure("3 is odd", "double it"), 4, 6]
            assert [square for square, _ in results(each, f"{WORKS}:square", range(20))] == [n * n for n in range(20)]
