"""The kernel's own search for files to open with stream_open, written as a predicate: both find the same tables.

Where they differ, the test makes the other one see what it misses, so that nothing else can be the cause.
"""

import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from ckptgen.plan.predicates import evaluate
from ckptgen.plan.survey import survey_tree
from ckptgen.sempatch.reader import parse_semantic_patch
from ckptgen.tree.directory import DirectoryTree
from tests.sempatch.documented import examples, whole
from tests.tools import require

pytestmark = pytest.mark.kernel

Names = frozenset[tuple[str, str]]
"""Tables, by the path from the top of the kernel and the name."""

BOTH: Names = frozenset(
    {
        ("drivers/counter/counter-chrdev.c", "counter_fops"),
        ("drivers/firmware/arm_scmi/raw_mode.c", "scmi_dbg_raw_mode_reset_fops"),
    }
)
ONLY_PREDICATE: Mapping[tuple[str, str], tuple[str, str]] = {
    # The script looks for `.open = identifier`: these tables write `.open = &handler`.
    ("drivers/char/hw_random/s390-trng.c", "trng_fops"): (r"= &(?=\w+,)", "= "),
    ("drivers/s390/block/dasd_eer.c", "dasd_eer_fops"): (r"= &(?=\w+,)", "= "),
    ("drivers/s390/char/monwriter.c", "monwrite_fops"): (r"= &(?=\w+,)", "= "),
    # spatch cannot parse a handler with a scoped_guard.
    ("drivers/gpio/gpiolib-cdev.c", "gpio_fileops"): (r"scoped_guard\([^{]*\) \{", "{"),
}
"""Why spatch does not report a table: what in the file is in its way, and what to write instead."""
ONLY_SCRIPT: Names = frozenset(
    {
        # The script's rule for `no_llseek` is empty since that function is gone, and holds of every table: these have
        # an llseek of their own, which the predicate refuses.
        ("drivers/char/xillybus/xillybus_core.c", "xillybus_fops"),
        ("drivers/usb/misc/legousbtower.c", "tower_fops"),
    }
)
LLSEEK = 'and (lacks("llseek") or one_of("llseek", "no_llseek", "noop_llseek"))'
REPORT = re.compile(r"^(?:\./)?(?P<path>[^:\n]+):\d+:\d+-\d+: \w+: (?P<name>\w+): ", re.MULTILINE)


def documented() -> str:
    (example,) = [example for example in examples() if "nonseekable_open" in example]
    return example


def reported(kernel: Path, folder: Path) -> Names:
    """Return the tables that the script reports in the files of a folder."""
    script = kernel / "scripts" / "coccinelle" / "api" / "stream_open.cocci"
    command = ["spatch", "--very-quiet", "--no-includes", "-D", "report", "-j", "2", "--sp-file", str(script)]
    done = subprocess.run([*command, "--dir", "."], cwd=folder, capture_output=True, check=True)
    return frozenset(
        (match["path"], match["name"]) for match in REPORT.finditer(done.stdout.decode("utf-8", "replace"))
    )


def found(folder: Path, predicate: str, *answers: bool | None) -> Names:
    """Return the tables in the files of a folder for which the predicate gives one of the answers."""
    survey = survey_tree(DirectoryTree(folder), parse_semantic_patch(whole(predicate).encode(), "rule.py", "rule"))
    return frozenset(
        (facts.table.path, facts.table.name)
        for facts in survey.facts.tables
        if evaluate(survey.patch.qualifies, facts, survey.judge.absent).holds in answers
    )


def copied(kernel: Path, folder: Path, paths: Iterable[str]) -> Path:
    for path in sorted(paths):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(kernel / path, folder / path)
    return folder


@pytest.fixture(scope="module")
def candidates(kernel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the drivers that name nonseekable_open: neither can find a table in another one."""
    require("spatch")
    command = ["grep", "-rlw", "--include=*.c", "nonseekable_open", "drivers"]
    named = subprocess.run(command, cwd=kernel, capture_output=True, check=True, text=True)
    return copied(kernel, tmp_path_factory.mktemp("candidates"), named.stdout.splitlines())


@pytest.fixture(scope="module")
def script(kernel: Path, candidates: Path) -> Names:
    return reported(kernel, candidates)


def test_tables_of_both(candidates: Path, script: Names) -> None:
    predicate = found(candidates, documented(), True)
    assert predicate & script == BOTH
    assert predicate - script == set(ONLY_PREDICATE)
    assert script - predicate == ONLY_SCRIPT


def test_what_is_unclear_the_script_leaves_out_in_silence(candidates: Path, script: Names) -> None:
    unclear = found(candidates, documented(), None)
    assert len(unclear) == 5
    assert unclear.isdisjoint(script)


def test_what_only_the_predicate_finds_spatch_cannot_read(kernel: Path, tmp_path: Path) -> None:
    copied(kernel, tmp_path, {path for path, _ in ONLY_PREDICATE})
    assert not reported(kernel, tmp_path)
    for (path, _), (pattern, instead) in ONLY_PREDICATE.items():
        text = (tmp_path / path).read_text("utf-8", "surrogateescape")
        (tmp_path / path).write_text(re.sub(pattern, instead, text), "utf-8", "surrogateescape")
    assert reported(kernel, tmp_path) == set(ONLY_PREDICATE)


def test_what_only_the_script_finds_has_another_llseek(candidates: Path) -> None:
    assert LLSEEK in documented()
    assert (
        found(candidates, documented().replace(LLSEEK, ""), True) - found(candidates, documented(), True) == ONLY_SCRIPT
    )
