"""What was found out before, kept in the scratch folder so that an interrupted run is continued.

Each result is filed under a hash of all that it depends on: a changed patch, base or option makes another hash.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from ckptgen import __version__

NAME = "state.json"
SCHEMA = "ckptgen-verify-state/1"
Json = Mapping[str, object]


class Ledger:
    """The results of finished steps, and the present state of what lies in the scratch folder.

    The file is replaced as a whole after each step. One that cannot be read counts as empty.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._used: set[str] = set()
        self.reused = 0
        document = _read(self._path)
        self._results: dict[str, object] = dict(_object(document.get("results")))
        self._present: dict[str, str] = {k: str(v) for k, v in _object(document.get("present")).items()}

    def result(self, key: str) -> object | None:
        """Return the result filed under ``key``, None if there is none."""
        if key not in self._results:
            return None
        self._used.add(key)
        self.reused += 1
        return self._results[key]

    def record(self, key: str, result: object) -> None:
        """File a result."""
        self._used.add(key)
        self._results[key] = result
        self._write()

    def present(self, what: str) -> str:
        """Return what is known of the part ``what`` of the scratch folder, empty if nothing is."""
        return self._present.get(what, "")

    def set_present(self, what: str, state: str) -> None:
        """Note the state of a part; the empty state says that it is unknown, as while it is being changed."""
        if self.present(what) != state:
            self._present[what] = state
            self._write()

    def forget_unused(self) -> None:
        """Drop the results that this run did not ask for."""
        self._results = {key: result for key, result in self._results.items() if key in self._used}
        self._write()

    def _write(self) -> None:
        document = {"schema": SCHEMA, "ckptgen": __version__, "present": self._present, "results": self._results}
        temporary = self._path.with_suffix(".new")
        with temporary.open("w", encoding="ascii") as file:
            json.dump(document, file, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self._path)


def _read(path: Path) -> Mapping[str, object]:
    try:
        document = _object(json.loads(path.read_bytes()))
    except (OSError, ValueError, RecursionError):
        return {}
    same = document.get("schema") == SCHEMA and document.get("ckptgen") == __version__
    return document if same else {}


def _object(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
