"""A batch that stands on a patch of another is verified behind that one."""

import json
from pathlib import Path

import pytest

from ckptgen.series.manifest import batches_bytes
from ckptgen.series.patchids import patch_ids
from tests.verify.conftest import Verify
from tests.verify.minikernel import ALPHA, BETA, DECLARE, write_series


@pytest.fixture
def batches(kernel: Path, tmp_path: Path) -> Path:
    """Two batches, of which the second needs what the first declares."""
    out = tmp_path / "out"
    out.mkdir()
    first = write_series(kernel, out / "batch-1", [DECLARE, ALPHA])
    second = write_series(kernel, out / "batch-2", [BETA])
    declares = next(first.glob("0001-*.patch")).read_bytes()
    manifest = json.loads((second / "manifest.json").read_bytes())
    manifest["options"]["batch"] = {"number": 2, "total": 2, "places": []}
    manifest["prerequisites"] = [*patch_ids([declares])]
    (second / "manifest.json").write_text(json.dumps(manifest))
    files = [(f"{path.parent.name}/{path.name}", path.read_bytes()) for path in sorted(out.glob("batch-?/*"))]
    (out / "manifest.json").write_bytes(batches_bytes(files))
    return out


def test_a_batch_builds_behind_the_patch_that_it_names(verify: Verify, batches: Path) -> None:
    done = verify(batches / "batch-2", "--build")
    assert (done.code, done.failures()) == (0, [])
    assert [patch["file"] for patch in done.found["patches"]] == ["0001-beta-add-.saved.patch"]
    assert [each["built"] for step in done.found["patches"][0]["builds"] for each in step["objects"]] == ["built"] * 2
    note = "batch-1/0001-fs-declare-.saved.patch, which the series stands on, is applied first"
    assert done.found["folder"]["notes"] == [note]


def test_without_the_other_it_does_not_build(verify: Verify, batches: Path) -> None:
    (batches / "manifest.json").unlink()
    done = verify(batches / "batch-2", "--build")
    assert done.code == 1
    assert {check for _, check, _ in done.failures()} == {"build off", "build on"}
    (note,) = done.found["folder"]["notes"]
    assert note.startswith("the series stands on the patch ")


def test_a_needed_patch_whose_change_was_edited_is_not_the_one(verify: Verify, batches: Path) -> None:
    patch = next((batches / "batch-1").glob("0001-*.patch"))
    patch.write_text(patch.read_text().replace("+\tint (*saved)", "+\tlong (*saved)"))
    (note,) = verify(batches / "batch-2").found["folder"]["notes"]
    assert note.endswith(", which is not at hand")


def test_a_needed_patch_that_does_not_apply(kernel: Path, verify: Verify, batches: Path) -> None:
    header = kernel / "include/linux/fs.h"
    header.write_text(header.read_text().replace("int (*release)", "long (*release)"))
    done = verify(batches / "batch-2")
    assert done.code == 2
    assert "batch-1/0001-fs-declare-.saved.patch, which the series stands on, does not apply" in done.err


def test_what_is_known_of_a_build_without_the_needed_patch_is_not_taken_for_one_with_it(
    verify: Verify, batches: Path
) -> None:
    above = (batches / "manifest.json").read_bytes()
    (batches / "manifest.json").unlink()
    assert verify(batches / "batch-2", "--build").code == 1
    (batches / "manifest.json").write_bytes(above)
    assert verify(batches / "batch-2", "--build").code == 0
