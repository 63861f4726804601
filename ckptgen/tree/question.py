"""What a pass asks of each file, as a name that is the same in every run: the needles, and the function with its
arguments.
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import partial
from hashlib import blake2b
from types import FunctionType

from ckptgen.tree.version import file_identity


class _NamelessError(Exception):
    """A value that cannot be told from another one by what it says of itself."""


def question_of(needles: Sequence[bytes], work: Callable[..., object]) -> str | None:
    """Return a name for the question; None where two questions could not be told apart (a lambda, a bound method).

    ``work`` is a module's function, or a partial of one with plain values, frozen dataclasses and such functions.
    """
    try:
        said = _spelled((sorted(set(needles)), work))
    except _NamelessError:
        return None
    return blake2b(said, digest_size=20).hexdigest()


def _spelled(value: object) -> bytes:
    """Return bytes from which the value could be made again: no two values share them."""
    if value is None or type(value) in (bool, int, str, bytes):
        return _framed("v", [repr(value).encode("utf-8", "surrogatepass")])
    if isinstance(value, set | frozenset):
        return _framed("s", sorted(map(_spelled, value)))
    if isinstance(value, FunctionType):
        return _framed("f", [_function_name(value)])
    parts: Iterable[object]
    match value:
        case tuple() | list():
            parts = value
        case dict():
            parts = value.items()
        case partial():
            parts = (value.func, value.args, value.keywords)
        case Enum():
            parts = (value.name,)
        case _ if is_dataclass(value) and not isinstance(value, type):
            parts = (getattr(value, each.name) for each in fields(value))
        case _:
            raise _NamelessError
    kind = type(value)
    return _framed(f"{kind.__module__}.{kind.__qualname__}", map(_spelled, parts))


def _framed(kind: str, parts: Iterable[bytes]) -> bytes:
    return kind.encode() + b"(" + b"".join(b"%d:%b" % (len(part), part) for part in parts) + b")"


def _function_name(function: FunctionType) -> bytes:
    module = sys.modules.get(function.__module__)
    if module is None or getattr(module, function.__qualname__, None) is not function:
        raise _NamelessError
    name = f"{function.__module__}.{function.__qualname__}"
    if not name.startswith("ckptgen."):
        # Not part of the program, whose version stands with each value in the store.
        name += f" {file_identity(getattr(module, '__file__', None) or '')}"
    return name.encode("utf-8", "surrogateescape")
