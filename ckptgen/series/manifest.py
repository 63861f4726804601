"""``manifest.json``: what a written series was made from and of, to recognise, compare and regenerate it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from ckptgen import __version__
from ckptgen.plan.model import Plan
from ckptgen.series.drafts import SeriesOptions
from ckptgen.series.grouping import Batch, GroupPlace
from ckptgen.series.model import PatchDraft, SeriesDraft, WrittenSeries
from ckptgen.series.record import ManifestError, Node, read_document, read_step, step_shape

NAME = "manifest.json"
_FAMILY = "ckptgen-manifest/"
SCHEMA = f"{_FAMILY}2"
BATCHES = f"{_FAMILY}batches-1"
"""The schema of the manifest of a folder that holds several series, each in a folder of its own."""


@dataclass(frozen=True, slots=True)
class ManifestOptions:
    """The options that shape the bytes of the series; ``identity`` is written ``NAME <MAIL>``, ``batch`` says which of
    several series it is.
    """

    group_by: str
    reroll: int
    subject_prefix: str
    identity: str
    signoff: bool
    date: str
    phases: tuple[str, ...]
    only: tuple[str, ...]
    cc: str
    batch: Batch | None = None


@dataclass(frozen=True, slots=True)
class ManifestTable:
    """A table that a patch changes."""

    path: str
    name: str


@dataclass(frozen=True, slots=True)
class ManifestFile:
    """A file that a patch changes, with the SHA-256 of its content on both sides, empty where there is no file."""

    path: str
    before_sha256: str
    after_sha256: str


@dataclass(frozen=True, slots=True)
class ManifestPatch:
    """One patch: the name of its ``file`` in the folder, and what it does; ``step`` is the zero-based place of the
    change that it makes among those of the semantic patch.
    """

    file: str
    phase: str
    group: str
    subject: str
    tables: tuple[ManifestTable, ...]
    files: tuple[ManifestFile, ...]
    step: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """A written series; ``written`` gives the SHA-256 of every file but the manifest itself, by name.

    ``option`` and ``guard`` are the semantic patch's, ``prerequisites`` the ids of patches that it needs.
    """

    ckptgen: str
    tree: str
    base: str | None
    semantic_patch: str
    semantic_patch_sha256: str
    struct: str
    option: str
    guard: str
    prerequisites: tuple[str, ...]
    options: ManifestOptions
    patches: tuple[ManifestPatch, ...]
    written: Mapping[str, str]


def build_manifest(
    plan: Plan,
    draft: SeriesDraft,
    written: WrittenSeries,
    options: SeriesOptions,
    more: Sequence[tuple[str, bytes]] = (),
) -> Manifest:
    """Return the manifest of a series that was just written; the cover letter is the first of its files, ``more`` are
    files beside it.
    """
    names = [name for name, _ in written.files]
    patches = zip(names[1:], draft.patches, strict=True)
    return Manifest(
        ckptgen=__version__,
        tree=plan.tree,
        base=draft.base,
        semantic_patch=plan.patch.name,
        semantic_patch_sha256=plan.patch.sha256,
        struct=plan.patch.struct,
        option=plan.patch.option,
        guard=str(plan.patch.guard),
        prerequisites=draft.prerequisites,
        options=ManifestOptions(
            group_by=str(options.group_by),
            reroll=draft.reroll,
            subject_prefix=draft.subject_prefix,
            identity=str(draft.identity),
            signoff=options.signoff,
            date=draft.date,
            phases=tuple(str(phase) for phase in options.phases),
            only=options.only,
            cc=options.cc,
            batch=options.batch,
        ),
        patches=tuple(_patch(name, patch) for name, patch in patches),
        written={name: sha256(content) for name, content in (*written.files, *more)},
    )


def manifest_bytes(manifest: Manifest) -> bytes:
    """Return the manifest as JSON; the same manifest gives the same bytes."""
    options = asdict(manifest.options)
    if manifest.options.batch is None:
        del options["batch"]
    patches = [_patch_shape(patch) for patch in manifest.patches]
    return _bytes({"schema": SCHEMA, **asdict(manifest), "options": options, "patches": patches})


def _patch_shape(patch: ManifestPatch) -> dict[str, object]:
    shape = asdict(patch)
    del shape["step"]
    return {**shape, **step_shape(patch.step)}


def batches_bytes(files: Sequence[tuple[str, bytes]]) -> bytes:
    """Return the manifest of a folder that holds several series: the SHA-256 of every file, by its path in it."""
    return _bytes({"schema": BATCHES, "written": {name: sha256(content) for name, content in files}})


def _bytes(document: Mapping[str, object]) -> bytes:
    return (json.dumps(document, indent=2, sort_keys=True) + "\n").encode("ascii")


def parse_manifest(data: bytes, where: str) -> Manifest:
    """Read what ``manifest_bytes`` wrote; ``where`` names it in errors. Raises ManifestError."""
    document = read_document(data, where)
    schema = document.get("schema")
    if schema == BATCHES:
        folders = sorted({name.partition("/")[0] for name in Node(document, where)["written"].texts()})
        raise ManifestError(f"{where}: several series, each in a folder", f"name one of them: {', '.join(folders)}")
    if schema != SCHEMA:
        raise ManifestError(f"{where}: not a manifest that this ckptgen reads: schema {schema!r} is not {SCHEMA!r}")
    return _manifest(Node(document, where))


def parse_written(data: bytes, where: str) -> Mapping[str, str]:
    """Return the SHA-256 of each file that a manifest of any version names; raises ManifestError.

    A series that another version wrote can be replaced, though not read.
    """
    document = read_document(data, where)
    if not str(document.get("schema")).startswith(_FAMILY):
        raise ManifestError(f"{where}: not a manifest of ckptgen: its schema is {document.get('schema')!r}")
    return Node(document, where)["written"].texts()


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of the series in ``folder``; raises ManifestError."""
    path = folder / NAME
    try:
        return parse_manifest(path.read_bytes(), str(path))
    except OSError as error:
        raise ManifestError(f"{path}: {error.strerror}", "name a folder that ckptgen wrote a series to") from error


def sha256(content: bytes) -> str:
    """Return the SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _sha256(content: bytes | None) -> str:
    return "" if content is None else sha256(content)


def _patch(name: str, patch: PatchDraft) -> ManifestPatch:
    return ManifestPatch(
        file=name,
        phase=str(patch.phase),
        group=patch.group,
        subject=patch.subject,
        tables=tuple(ManifestTable(*key.split(":", 1)) for key in patch.tables),
        files=tuple(ManifestFile(c.path, _sha256(c.before), _sha256(c.after)) for c in patch.changes),
        step=patch.step,
    )


def _manifest(node: Node) -> Manifest:
    options = node["options"]
    return Manifest(
        ckptgen=node["ckptgen"].text(),
        tree=node["tree"].text(),
        base=None if node["base"].value is None else node["base"].text(),
        semantic_patch=node["semantic_patch"].text(),
        semantic_patch_sha256=node["semantic_patch_sha256"].text(),
        struct=node["struct"].text(),
        option=node["option"].text(),
        guard=node["guard"].text(),
        prerequisites=node["prerequisites"].each(lambda n: n.text()),
        options=ManifestOptions(
            group_by=options["group_by"].text(),
            reroll=options["reroll"].number(),
            subject_prefix=options["subject_prefix"].text(),
            identity=options["identity"].text(),
            signoff=options["signoff"].flag(),
            date=options["date"].text(),
            phases=options["phases"].each(lambda n: n.text()),
            only=options["only"].each(lambda n: n.text()),
            cc=options["cc"].text(),
            batch=_read_batch(options["batch"]) if options.has("batch") else None,
        ),
        patches=node["patches"].each(_read_patch),
        written=node["written"].texts(),
    )


def _read_batch(node: Node) -> Batch:
    return Batch(
        number=node["number"].number(),
        total=node["total"].number(),
        places=node["places"].each(_read_place),
    )


def _read_place(node: Node) -> GroupPlace:
    return GroupPlace(
        phase=node["phase"].text(),
        group=node["group"].text(),
        step=node["step"].number(),
        batch=node["batch"].number(),
        tables=node["tables"].each(lambda n: n.text()),
    )


def _read_patch(node: Node) -> ManifestPatch:
    return ManifestPatch(
        file=node["file"].text(),
        phase=node["phase"].text(),
        group=node["group"].text(),
        subject=node["subject"].text(),
        tables=node["tables"].each(lambda n: ManifestTable(n["path"].text(), n["name"].text())),
        files=node["files"].each(
            lambda n: ManifestFile(n["path"].text(), n["before_sha256"].text(), n["after_sha256"].text())
        ),
        step=read_step(node),
    )
