"""Write down what came of the cases as what is expected of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ckptgen.sempatch.save import replace_file
from ckptgen.trial.cases import expectation_of
from ckptgen.trial.run import Trial


@dataclass(frozen=True, slots=True)
class Update:
    """What becomes of the expectation at ``path``: it was ``written``, or it stays though its case does not change."""

    path: Path
    written: bool


def update_expectations(folder: Path, trials: Iterable[Trial]) -> Iterator[Update]:
    """Write the expectation of each case in ``folder`` that changes and does not meet it, and yield what was done.

    Nothing is written for a case that does not change or could not be planned, and nothing is removed. Raises
    CkptgenError or OSError where a file cannot be written.
    """
    for trial in trials:
        path = folder / expectation_of(trial.case.path)
        if trial.problem or trial.passed:
            continue
        if trial.changed:
            _write(path, trial.got)
        yield Update(path, trial.changed)


def _write(path: Path, content: bytes) -> None:
    if path.exists():
        replace_file(path, content)
    else:
        path.write_bytes(content)
