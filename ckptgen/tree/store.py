"""What earlier runs found, kept outside of every tree: one SQLite file in the user's own cache folder.

The store is a memory, never a source: whatever is wrong with it (damaged, locked for long, of another version, on a
full or a read-only disk, in a folder that others may write to) makes it behave as if it were empty. Every value carries
a checksum over its question, its key and its bytes, so what comes back is what was saved.
"""

import os
import sqlite3
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from ckptgen.tree.version import code_version

FILE_NAME = "results-1.sqlite"
"""The number is the format's: another one is another file."""
MOST_BYTES = 512 << 20
"""Of keys and values together; a kernel needs some 10 MB a question and revision."""
LARGEST_SHARE = 4
"""No value may take more than this part of the whole: it would drive out everything else."""
STALE_SECONDS = 3600
"""A value that is used is marked so at most this often: reading should rarely write."""
BUSY_SECONDS = 3.0
_FORMAT, _CHECK_BYTES, _KEYS_AT_ONCE = 0x636B7031, 16, 500
_SCHEMA = """
CREATE TABLE entries (
    id INTEGER PRIMARY KEY, question TEXT NOT NULL, key BLOB NOT NULL, used INTEGER NOT NULL, size INTEGER NOT NULL,
    UNIQUE (question, key));
CREATE INDEX by_use ON entries (used, size);
CREATE TABLE contents (id INTEGER PRIMARY KEY, value BLOB NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class StoreInfo:
    """What ``ckptgen cache --info`` says. ``size`` and ``bound`` are bytes; ``problem`` says why nothing is kept."""

    path: str
    entries: int
    size: int
    bound: int
    problem: str = ""


class Store:
    """Values by question and key; opened when first asked, and by a forked process for itself.

    ``folder`` is None for a store that keeps nothing; ``bound`` is in bytes, ``clock`` returns seconds.
    """

    def __init__(
        self, folder: Path | None, *, bound: int = MOST_BYTES, version: str = "", clock: Callable[[], float] = time.time
    ) -> None:
        self.folder = folder
        self._bound = bound
        self._version = version
        self._clock = clock
        self._connection: sqlite3.Connection | None = None
        self._owner = 0
        self._problem = "" if folder else "there is no home to keep it in"

    @property
    def path(self) -> Path | None:
        """The file, whether it is there or not."""
        return self.folder / FILE_NAME if self.folder else None

    def load(self, question: str, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """Return the values saved for these keys of a question, as far as they are known."""
        found: dict[bytes, bytes] = {}
        wanted = list(keys)
        name = self._name(question)
        with self._at_work() as base:
            if base is None:
                return {}
            used = []
            for start in range(0, len(wanted), _KEYS_AT_ONCE):
                some = wanted[start : start + _KEYS_AT_ONCE]
                rows = base.execute(
                    "SELECT e.id, e.key, e.used, c.value FROM entries e JOIN contents c USING (id) "
                    f"WHERE e.question = ? AND e.key IN ({','.join('?' * len(some))})",
                    (name, *some),
                )
                for number, key, last, value in rows:
                    content = _checked(name, key, value)
                    if content is not None:
                        found[key] = content
                        used.append((number, last))
            self._touch(base, used)
        return found

    def save(self, question: str, values: Mapping[bytes, bytes]) -> None:
        """Keep the values, in place of those with the same key; the longest unused ones make room."""
        name = self._name(question)
        small = {k: v for k, v in values.items() if len(k) + len(v) <= self._bound // LARGEST_SHARE}
        with self._at_work() as base:
            if base is None or not small:
                return
            now = self._now()
            base.execute("BEGIN IMMEDIATE")
            for key, value in small.items():
                row = base.execute("SELECT id FROM entries WHERE question = ? AND key = ?", (name, key)).fetchone()
                if row:
                    _drop(base, [row[0]])
                size = len(key) + len(value)
                into = base.execute(
                    "INSERT INTO entries (question, key, used, size) VALUES (?, ?, ?, ?)", (name, key, now, size)
                )
                content = _check(name, key, value) + value
                base.execute("INSERT INTO contents (id, value) VALUES (?, ?)", (into.lastrowid, content))
            self._evict(base)
            base.execute("COMMIT")

    def info(self) -> StoreInfo:
        """Return where the store is and how much it holds; of every version of ckptgen."""
        entries = size = 0
        with self._at_work() as base:
            if base is not None:
                entries, size = base.execute("SELECT COUNT(*), COALESCE(SUM(size), 0) FROM entries").fetchone()
        return StoreInfo(str(self.path or ""), entries, size, self._bound, self._problem)

    def clear(self) -> str:
        """Forget everything; another run that uses the store goes on. Return why it could not be done, if so.

        A file that is damaged is removed.
        """
        with self._at_work() as base:
            if base is not None:
                base.execute("BEGIN IMMEDIATE")
                base.execute("DELETE FROM entries")
                base.execute("DELETE FROM contents")
                base.execute("COMMIT")
                base.execute("VACUUM")
        with suppress(OSError):
            if self.path is None or not self.path.exists():
                return ""
        return self._problem

    def close(self) -> None:
        """Let go of the file; the next call opens it again."""
        if self._connection is not None and self._owner == os.getpid():
            with suppress(sqlite3.Error):
                self._connection.close()
        self._connection = None

    def _name(self, question: str) -> str:
        return f"{self._version or code_version()}:{question}"

    def _now(self) -> int:
        return int(self._clock() * 1_000_000)

    def _touch(self, base: sqlite3.Connection, used: Iterable[tuple[int, int]]) -> None:
        now = self._now()
        stale = [(now, number) for number, last in used if abs(now - last) > STALE_SECONDS * 1_000_000]
        if stale:
            # What was loaded is good, whether or not this can be written down.
            with suppress(sqlite3.OperationalError):
                base.execute("BEGIN IMMEDIATE")
                base.executemany("UPDATE entries SET used = ? WHERE id = ?", stale)
                base.execute("COMMIT")

    def _evict(self, base: sqlite3.Connection) -> None:
        (total,) = base.execute("SELECT COALESCE(SUM(size), 0) FROM entries").fetchone()
        gone = []
        for number, size in base.execute("SELECT id, size FROM entries ORDER BY used, id"):
            if total <= self._bound:
                break
            gone.append(number)
            total -= size
        _drop(base, gone)

    @contextmanager
    def _at_work(self) -> Iterator[sqlite3.Connection | None]:
        """Yield the open file, or None where there is none to use; swallow what goes wrong with it."""
        base = self._open()
        try:
            yield base
        except (sqlite3.Error, OSError, ValueError, TypeError, OverflowError, MemoryError) as error:
            self._problem = str(error) or type(error).__name__
            if base is not None:
                with suppress(sqlite3.Error):
                    base.rollback()
            if _is_damage(error):
                self._start_again()

    def _open(self) -> sqlite3.Connection | None:
        if self._connection is not None and self._owner == os.getpid():
            return self._connection
        # SQLite's locks do not survive a fork: a child opens the file for itself, and leaves its parent's alone.
        self._connection = None
        path = self.path
        if path is None or self.folder is None or (self._problem and self._owner == os.getpid()):
            return None
        self._owner = os.getpid()
        try:
            self._problem = _unsafe(self.folder)
            if self._problem:
                return None
            self._connection = _opened(path)
        except (sqlite3.Error, OSError, ValueError) as error:
            self._problem = str(error)
            if _is_damage(error) or isinstance(error, ValueError):
                self._start_again()
        return self._connection

    def _start_again(self) -> None:
        """Throw a file away that is damaged or is not a store; this run goes without."""
        self.close()
        if self.path is not None:
            for suffix in ("", "-journal"):
                with suppress(OSError):
                    Path(f"{self.path}{suffix}").unlink()


def default_folder(environment: Mapping[str, str] = os.environ) -> Path | None:
    """Return the folder of the user's store; None where there is no home to keep it in.

    ``CKPTGEN_CACHE`` names another one; an XDG_CACHE_HOME that is not absolute counts as not set.
    """
    own = environment.get("CKPTGEN_CACHE")
    if own:
        return Path(own)
    shared = environment.get("XDG_CACHE_HOME", "")
    if Path(shared).is_absolute():
        return Path(shared) / "ckptgen"
    home = environment.get("HOME", "")
    return Path(home) / ".cache" / "ckptgen" if Path(home).is_absolute() else None


def open_store() -> Store:
    """Return the user's store."""
    return Store(default_folder())


def _opened(path: Path) -> sqlite3.Connection:
    """Open the file, making it where there is none; raises sqlite3.Error or ValueError where it is no store."""
    # A file of no bytes, as a run leaves that was killed early, is a new one to SQLite too.
    base = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        (found,) = base.execute("PRAGMA user_version").fetchone()
        # A lost machine may lose or tear what was written last: the checksums find that out.
        base.execute("PRAGMA synchronous = OFF")
        if found == 0:
            base.execute("PRAGMA page_size = 32768")
            base.execute("BEGIN IMMEDIATE")
            if base.execute("PRAGMA user_version").fetchone() == (0,):
                for statement in _SCHEMA.split(";\n"):
                    base.execute(statement)
                base.execute(f"PRAGMA user_version = {_FORMAT}")
            base.execute("COMMIT")
        elif found != _FORMAT:
            raise ValueError(f"{path.name} is of another format")
    except BaseException:
        base.close()
        raise
    return base


def _unsafe(folder: Path) -> str:
    """Make the folder if need be; say why what lies in it cannot be trusted, if it cannot."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.stat()
    except OSError as error:
        return f"{folder}: {error.strerror or error}"
    if status.st_uid != os.geteuid():
        return f"{folder} belongs to somebody else"
    if stat.S_IMODE(status.st_mode) & 0o022:
        return f"others may write to {folder}"
    return ""


def _is_damage(error: Exception) -> bool:
    """Tell whether the file itself is wrong: no mere reason why it cannot be used now, such as a lock."""
    if isinstance(error, sqlite3.OperationalError):
        return error.sqlite_errorcode == sqlite3.SQLITE_ERROR  # such as a table that is not there
    return isinstance(error, sqlite3.DatabaseError)


def _drop(base: sqlite3.Connection, numbers: Iterable[int]) -> None:
    rows = [(number,) for number in numbers]
    base.executemany("DELETE FROM contents WHERE id = ?", rows)
    base.executemany("DELETE FROM entries WHERE id = ?", rows)


def _check(question: str, key: bytes, value: bytes) -> bytes:
    digest = blake2b(value, digest_size=_CHECK_BYTES)
    digest.update(b"\0".join((question.encode("utf-8", "surrogatepass"), key)))
    return digest.digest()


def _checked(question: str, key: bytes, content: object) -> bytes | None:
    if not isinstance(content, bytes) or len(content) < _CHECK_BYTES:
        return None
    value = content[_CHECK_BYTES:]
    return value if _check(question, key, value) == content[:_CHECK_BYTES] else None
