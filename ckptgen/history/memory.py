"""What earlier histories found, blob by blob. Those whose ids begin alike share an entry of the store."""

import json
import zlib
from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from itertools import groupby

from ckptgen.engine.task import Plain
from ckptgen.history.joining import INSIDE, UNREAD, Note
from ckptgen.tree.store import Store

_Notes = dict[str, Note | None]
Look = Callable[[Sequence[str]], Iterable[tuple[str, Note]]]


def recalled(store: Store | None, question: Plain, oids: Sequence[str], look: Look) -> dict[str, Note]:
    """Return the notes of the blobs that have one: those that ``store`` does not know are looked at, and kept.

    ``question`` is plain data, all that a note depends on besides the blob and the code.
    """
    if store is None:
        return dict(look(oids))
    name = f"history:{blake2b(json.dumps(question).encode(), digest_size=16).hexdigest()}"
    shelves = {key.encode(): list(some) for key, some in groupby(sorted(oids), key=_shelf)}
    known: dict[bytes, _Notes] = {key: _unpacked(value) for key, value in store.load(name, shelves).items()}
    missing = [oid for oid in oids if oid not in known.get(_shelf(oid).encode(), {})]
    fresh = dict(look(missing)) if missing else {}
    changed: dict[bytes, _Notes] = {}
    for oid in missing:
        key = _shelf(oid).encode()
        changed.setdefault(key, known.setdefault(key, {}))[oid] = fresh.get(oid)
    store.save(name, {key: _packed(notes) for key, notes in changed.items()})
    every = ((oid, known[_shelf(oid).encode()][oid]) for oid in oids)
    return {oid: note for oid, note in every if note is not None}


def _shelf(oid: str) -> str:
    return oid[:2]


def _packed(notes: _Notes) -> bytes:
    # A blob that is not in the repository may be there next time.
    kept = (pair for pair in notes.items() if pair[1] is None or not any(line == 0 for line, _ in pair[1][UNREAD]))
    return zlib.compress(json.dumps(sorted(kept, key=lambda pair: pair[0])).encode(), 1)


def _unpacked(value: bytes) -> _Notes:
    notes: _Notes = dict(json.loads(zlib.decompress(value)))
    for note in notes.values():
        if note is not None:  # JSON has no numbers as keys
            note[INSIDE] = {int(number): found for number, found in note[INSIDE].items()}
    return notes
