"""A semantic patch that an earlier run read: its frozen model, kept under the hash of the file's bytes.

libcst alone takes longer to import than the model takes to load.
"""

from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from pickle import PicklingError

from ckptgen.sempatch.model import SemanticPatch
from ckptgen.sempatch.reader import parse_semantic_patch, read_bytes
from ckptgen.tree.packs import DamagedError, pack, unpack
from ckptgen.tree.store import Store

_QUESTION = "semantic patch"


def read_remembered(path: Path, name: str, store: Store | None) -> SemanticPatch:
    """Return the semantic patch in the file ``path``, under the ``name`` that ``-p`` calls it.

    Raises SemanticPatchError as ``read_semantic_patch`` does: what is wrong with a file is never remembered.
    """
    data = read_bytes(path)
    if store is None:
        return parse_semantic_patch(data, str(path), name)
    key = sha256(data).digest()
    kept = _model(store.load(_QUESTION, [key]).get(key))
    if kept is not None and kept.sha256 == key.hex():
        return replace(kept, path=str(path), name=name)
    model = parse_semantic_patch(data, str(path), name)
    # A predicate may be nested as deeply as Python can read it, which is deeper than it can be taken apart.
    with suppress(PicklingError, RecursionError):
        store.save(_QUESTION, {key: pack(model)})
    return model


def _model(kept: bytes | None) -> SemanticPatch | None:
    if kept is None:
        return None
    try:
        model = unpack(kept)
    except DamagedError:
        return None
    return model if isinstance(model, SemanticPatch) else None
