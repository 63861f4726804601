"""The manifest: what it says, and that nothing else passes for one."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from ckptgen.series.commits import write_series
from ckptgen.series.drafts import draft_series
from ckptgen.series.manifest import (
    Manifest,
    build_manifest,
    manifest_bytes,
    parse_manifest,
    read_manifest,
)
from ckptgen.series.record import ManifestError

from .plans import PLAN, TREE, contents, options


@pytest.fixture
def manifest() -> Manifest:
    chosen = options(signoff=True, reroll=2)
    draft = draft_series(PLAN, contents, chosen)
    assert draft is not None
    return build_manifest(PLAN, draft, write_series(draft), chosen)


def test_what_is_written_is_read_back(manifest: Manifest) -> None:
    data = manifest_bytes(manifest)
    assert parse_manifest(data, "m") == manifest
    assert manifest_bytes(parse_manifest(data, "m")) == data


def test_the_document(manifest: Manifest) -> None:
    text = manifest_bytes(manifest).decode("ascii")
    document = json.loads(text)
    assert text == json.dumps(document, indent=2, sort_keys=True) + "\n"
    assert document["schema"] == "ckptgen-manifest/2"
    assert (document["struct"], document["option"], document["guard"]) == (
        "file_operations",
        "CONFIG_CHECKPOINT",
        "stub",
    )
    assert document["prerequisites"] == []
    assert document["base"] is None
    assert document["options"] == {
        "cc": "",
        "date": "1281207600 +0000",
        "group_by": "fs",
        "identity": "A U Thor <author@example.com>",
        "only": [],
        "phases": ["declare", "shared", "filesystems", "copies"],
        "reroll": 2,
        "signoff": True,
        "subject_prefix": "PATCH",
    }
    patch = document["patches"][1]
    assert patch["file"] == "v2-0002-adfs-add-.checkpoint-to-file-and-directory-operat.patch"
    assert (patch["phase"], patch["group"]) == ("filesystems", "adfs")
    assert document["patches"][0]["phase"] == "shared"
    assert patch["tables"][0] == {"name": "adfs_dir_operations", "path": "fs/adfs/dir.c"}
    before = hashlib.sha256(TREE["fs/adfs/dir.c"]).hexdigest()
    assert patch["files"][0]["before_sha256"] == before != patch["files"][0]["after_sha256"]
    assert len(document["written"]) == len(document["patches"]) + 1


def change(document: dict[str, Any], path: str, value: object) -> bytes:
    *parents, last = path.split(".")
    node: Any = document
    for name in parents:
        node = node[int(name) if name.isdigit() else name]
    node[last] = value
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("schema", "ckptgen-manifest/1", "schema 'ckptgen-manifest/1' is not"),
        ("schema", "ckptgen-manifest/3", "schema 'ckptgen-manifest/3' is not"),
        ("prerequisites", [1], r"m: prerequisites\[0\]: a string was expected"),
        ("guard", None, "m: guard: a string was expected"),
        ("patches.0.phase", 1, r"m: patches\[0\]: phase: a string was expected"),
        ("tree", 1, "m: tree: a string was expected"),
        ("base", 1, "m: base: a string was expected"),
        ("options", [], "m: options: an object with 'group_by' was expected"),
        ("options.reroll", True, "m: options: reroll: a number was expected"),
        ("options.signoff", "yes", "m: options: signoff: true or false was expected"),
        ("patches", {}, "m: patches: a list was expected"),
        ("patches.1.files.0.path", None, r"m: patches\[1\]: files\[0\]: path: a string was expected"),
        ("written", [], "m: written: an object was expected"),
        ("written.x", 1, "m: written: x: a string was expected"),
    ],
)
def test_what_is_no_manifest_is_refused_with_its_place(
    manifest: Manifest, path: str, value: object, message: str
) -> None:
    data = change(json.loads(manifest_bytes(manifest)), path, value)
    with pytest.raises(ManifestError, match=message):
        parse_manifest(data, "m")


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"[]", b"null", b"{}", b"[" * 100_000])
def test_bytes_that_are_no_manifest(data: bytes) -> None:
    with pytest.raises(ManifestError, match=r"^m: "):
        parse_manifest(data, "m")


def test_a_folder_without_one(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="No such file"):
        read_manifest(tmp_path)
