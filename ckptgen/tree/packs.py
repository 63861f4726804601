"""Results as bytes: what workers send, and what the store keeps.

They are pickles of plain values, enums and dataclasses. Reading them accepts no other class and no function, so bytes
that somebody else wrote could build odd values, but not run anything.
"""

import io
import pickle
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from enum import Enum
from operator import attrgetter
from typing import Any


class DamagedError(Exception):
    """The bytes are no pack of results."""


def pack(value: object) -> bytes:
    """Return the value as bytes; raises what pickle raises for one that cannot travel."""
    stream = io.BytesIO()
    pickler = pickle.Pickler(stream, 5)
    pickler.dispatch_table = _BY_CONSTRUCTOR
    pickler.dump(value)
    return stream.getvalue()


def unpack(data: bytes) -> Any:
    """Return the value; raises DamagedError."""
    try:
        return _Reader(io.BytesIO(data)).load()
    except Exception as error:
        raise DamagedError from error


class _Constructors(dict[type, Callable[[Any], tuple[Any, ...]]]):
    """How each dataclass is taken apart: into its constructor's arguments, twice as fast as through its state; and each
    enum: into its value, since versions of Python differ in how they do that (3.11.2 calls getattr).
    """

    def __missing__(self, kind: type) -> Callable[[Any], tuple[Any, ...]]:
        if issubclass(kind, Enum):
            self[kind] = lambda value: (kind, (value.value,))
            return self[kind]
        if not is_dataclass(kind) or not all(f.init and not f.kw_only for f in fields(kind)):
            raise KeyError(kind)
        names = [f.name for f in fields(kind)]
        values: Callable[[Any], Any] = attrgetter(*names) if names else lambda _: ()
        if len(names) == 1:
            self[kind] = lambda value: (kind, (values(value),))
        else:
            self[kind] = lambda value: (kind, values(value))
        return self[kind]


_BY_CONSTRUCTOR = _Constructors()


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """Return one of the program's own classes of values."""
        found = super().find_class(module, name) if module.startswith("ckptgen.") else None
        # A dotted name could lead from one of its modules to what that imports.
        known = isinstance(found, type) and (is_dataclass(found) or issubclass(found, Enum))
        if known and found.__module__.startswith("ckptgen."):
            return found
        raise pickle.UnpicklingError(f"{module}.{name}")
