"""Run the fuzzer; exits with 1 where there are findings."""

import argparse
import os
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache, partial
from pathlib import Path
from random import Random

from tests.fuzz.changes import KINDS, draw
from tests.fuzz.checks import TOO_LONG, Case, all_valid, check
from tests.fuzz.minimizer import MOST_TRIES, minimized
from tests.fuzz.mutations import mutate
from tests.fuzz.templates import Sample, Shape, kernel_tables, sample

OUT = Path("out/fuzz")
PLANNED = 6
"""One text in so many is planned as a whole."""
MOST_MINIMIZED = 60
SLOW_TRIES = 8


@dataclass(slots=True)
class Total:
    """What came of many cases: counts, and of each kind of finding how many there are and the first, by its number."""

    cases: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    first: dict[str, tuple[int, str]] = field(default_factory=dict)

    def add(self, other: "Total") -> None:
        self.cases += other.cases
        self.counts += other.counts
        self.kinds += other.kinds
        for kind, shown in other.first.items():
            self.first[kind] = min(self.first.get(kind, shown), shown)


@cache
def _kernel() -> list[tuple[Shape, str]]:
    tree = os.environ.get("CKPTGEN_KERNEL")
    return kernel_tables(Path(tree)) if tree else []


def case_of(seed: int, number: int) -> Case:
    """Return a case, the same for the same seed and number: each text comes with all kinds of change in turn.

    Where the environment names a kernel tree, half of the tables are from there.
    """
    text_number, kind = divmod(number, len(KINDS))
    made, header, text = _text_of(seed, text_number)
    change = draw(Random(f"{seed}:{text_number}:{kind}"), KINDS[kind], made.shape, made.tables)
    return Case(made.shape.struct, made.shape.order, text, change, text_number % PLANNED == 0, header)


@lru_cache(maxsize=4)
def _text_of(seed: int, number: int) -> tuple[Sample, str, str]:
    """Return what a text was made from, its header (empty for none), and the text."""
    random = Random(f"{seed}:{number}")
    made = sample(random, _kernel())
    # Variables that a header declares are not looked for in a typeof of another file.
    header = made.before if number % PLANNED == 0 and random.random() < 0.4 and "typeof" not in made.tables else ""
    before = "#include <linux/demo_types.h>\n" if header else made.before
    text = before + mutate(random, made.tables, made.shape) + made.after
    if random.random() < 0.15:
        text = mutate(random, text, made.shape)
    return made, header, text


def _numbers(worker: int, jobs: int, most: int) -> Iterator[int]:
    block = worker
    while block * len(KINDS) < most:
        yield from range(block * len(KINDS), min(most, (block + 1) * len(KINDS)))
        block += jobs


def _run(worker: int, *, seed: int, jobs: int, most: int, until: float) -> Total:
    total = Total()
    for number in _numbers(worker, jobs, most):
        if time.monotonic() > until:
            break
        result = check(case_of(seed, number))
        total.cases += 1
        total.counts += result.counts
        for finding in result.findings:
            total.kinds[finding.kind] += 1
            total.first.setdefault(finding.kind, (number, finding.detail))
    return total


def _shows(case: Case, kind: str, valid: bool, text: str) -> bool:
    smaller = replace(case, text=text)
    if valid and not all_valid(smaller):
        return False
    shown = check(smaller)
    return any(finding.kind == kind for finding in shown.findings)


def _write(seed: int, index: int, kind: str, shown: tuple[int, str]) -> Path:
    """Write the smallest file that shows a finding, and the semantic patch beside it."""
    number, detail = shown
    case = case_of(seed, number)
    shows = partial(_shows, case, kind, all_valid(case))
    most = 0 if index >= MOST_MINIMIZED else SLOW_TRIES if kind == TOO_LONG else MOST_TRIES
    text = minimized(case.text, shows, most)
    words = "".join(c if c.isalnum() else "-" for c in kind)[:60].strip("-")
    path = OUT / f"{index:02}-{words}.c"
    path.write_bytes(text.encode("latin-1"))
    if case.header:
        path.with_suffix(".h").write_bytes(case.header.encode("latin-1"))
    rule = case.change.rule(case.struct)
    path.with_suffix(".py").write_text(rule, encoding="utf-8")
    path.with_suffix(".txt").write_text(f"{kind}\ncase {seed}:{number}\n{detail}\n", encoding="utf-8")
    return path


def _report(total: Total, seed: int, seconds: float) -> None:
    counts = total.counts
    rate = total.cases / max(seconds, 0.001)
    print(f"{total.cases} cases with seed {seed} in {seconds:.0f} s ({rate:.0f} a second)")
    print(
        f"{counts['edits']} edits, {counts['refusals']} refusals, {counts['unproven']} edits that could not be proven"
    )
    for name, count in sorted(counts.items()):
        if name.startswith(("unproven ", "verdict ")):
            print(f"  {name}: {count}")
    if not total.kinds:
        print("no findings")
        return
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    print(f"{total.kinds.total()} findings of {len(total.kinds)} kinds:")
    for index, (kind, count) in enumerate(total.kinds.most_common()):
        path = _write(seed, index, kind, total.first[kind])
        print(f"  {count:6} {kind}: case {total.first[kind][0]}, {path}", flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after so long")
    parser.add_argument("--cases", type=int, default=sys.maxsize, help="stop after so many cases")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args(arguments)
    if given.seconds == float("inf") and given.cases == sys.maxsize:
        given.cases = 10000
    started = time.monotonic()
    run = partial(_run, seed=given.seed, jobs=given.jobs, most=given.cases, until=started + given.seconds)
    total = Total()
    with ProcessPoolExecutor(given.jobs) as pool:
        for part in pool.map(run, range(given.jobs)):
            total.add(part)
    _report(total, given.seed, time.monotonic() - started)
    return 1 if total.kinds else 0


if __name__ == "__main__":
    sys.exit(main())
