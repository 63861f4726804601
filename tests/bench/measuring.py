"""Timing commands fairly: in pairs with a yardstick, on a warm page cache, and again where the machine was busy."""

import os
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

BUSY = 1.6
"""A yardstick so many times slower than the fastest one says that the machine was busy, or read its disk."""
TRIES = 4
"""Times the rounds asked for that a pair is measured at most."""


class BusyError(Exception):
    """No pair could be measured in peace."""


@dataclass(frozen=True, slots=True)
class Command:
    """What is run: ``before`` commands are not timed (they fill or empty the cache, or change a file)."""

    words: Sequence[str]
    before: tuple[Sequence[str], ...] = ()
    folder: Path | None = None
    environment: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One command's medians: seconds, times its yardstick in the same pairs, and the peak memory in MiB of all its
    processes; ``ratios`` are those of every pair, sorted.
    """

    name: str
    yardstick: str
    seconds: float
    ratio: float
    memory: float
    ratios: tuple[float, ...]


def run(command: Command) -> float:
    """Run a command to its end; return its wall-clock seconds."""
    for words in command.before:
        _finish(words, command)
    start = time.perf_counter()
    _finish(command.words, command)
    return time.perf_counter() - start


def _environment(command: Command) -> dict[str, str]:
    # Without its bytecode, which an installation keeps, Python would be measured compiling ckptgen.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, **(command.environment or {})}


def _finish(words: Sequence[str], command: Command) -> None:
    done = subprocess.run(
        words,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd=command.folder,
        env=_environment(command),
        check=False,
    )
    if done.returncode not in (0, 1):
        raise SystemExit(
            f"{' '.join(words)} exits with {done.returncode}: {done.stderr.decode(errors='replace')[-500:]}"
        )


def peak_memory(command: Command) -> float:
    """Return the most memory, in MiB, that the command's processes had together, in a run of its own: shared pages
    count once (their proportional set size).
    """
    for words in command.before:
        _finish(words, command)
    peak = 0.0
    quiet = subprocess.DEVNULL
    environment = _environment(command)
    with subprocess.Popen(command.words, stdout=quiet, stderr=quiet, cwd=command.folder, env=environment) as process:
        stop = threading.Event()

        def watch() -> None:
            nonlocal peak
            while not stop.wait(0.02):
                peak = max(peak, _memory_of(process.pid))

        thread = threading.Thread(target=watch)
        thread.start()
        process.wait()
        stop.set()
        thread.join()
    return peak


def _descendants(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return
    for child in children:
        yield from _descendants(int(child))


def _memory_of(pid: int) -> float:
    total = 0
    for process in _descendants(pid):
        try:
            rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return total / 1024


def measure(name: str, command: Command, yardstick: str, against: Command, rounds: int) -> Row:
    """Run the command and its yardstick in turn, ``rounds`` times in peace; raises BusyError.

    The yardstick reads what the command reads, so it also warms the page cache for it.
    """
    pairs: list[tuple[float, float]] = []
    fastest = min(run(against) for _ in range(2))
    for _ in range(TRIES * rounds):
        for words in command.before:
            _finish(words, command)
        stick = run(against)
        seconds = run(Command(command.words, (), command.folder, command.environment))
        fastest = min(fastest, stick)
        pairs.append((seconds, stick))
        pairs = [pair for pair in pairs if pair[1] <= BUSY * fastest]
        if len(pairs) == rounds:
            break
    if not pairs:
        raise BusyError(f"{name}: the machine is too busy to measure on")
    ratios = sorted(seconds / stick for seconds, stick in pairs)
    return Row(name, yardstick, median(s for s, _ in pairs), median(ratios), peak_memory(command), tuple(ratios))
