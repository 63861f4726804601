"""Results travel as bytes, and bytes give values only."""

import os
import pickle
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from ckptgen.csource.model import Arm, Entry, EntryStyle, Form, Table
from ckptgen.csource.rawcount import RawCount
from ckptgen.tree.packs import DamagedError, pack, unpack

TABLE = Table(
    "fs/n\udcff.c",
    "file_operations",
    "x",
    Form.ARRAY,
    True,
    1,
    2,
    3,
    4,
    5,
    False,
    (Entry(EntryStyle.MACRO, "", "X", 1, 2, 3, -1, 4, -1, (Arm(1, 0),)),),
)


@pytest.mark.parametrize(
    "value",
    [None, (), [("a", None)], {("a", b"b"): (1, frozenset({2}))}, TABLE, [TABLE, TABLE], RawCount(1, 2, ())],
    ids=repr,
)
def test_there_and_back(value: Any) -> None:
    again = unpack(pack(value))
    assert again == value
    assert type(again) is type(value)


class _Hostile:
    def __init__(self, *call: Any) -> None:
        self.call = call

    def __reduce__(self) -> Any:
        return self.call[0], self.call[1:]


@dataclass(frozen=True, slots=True)
class _Named:
    """What a pickle finds by the attributes of a module."""

    module: str
    name: str


@pytest.mark.parametrize(
    "call",
    [
        (os.system, "touch made"),
        (os.mkdir, "made"),
        (eval, "__import__('os').mkdir('made')"),
        (partial, os.mkdir, "made"),
        (Path, "made"),
        (StrEnum, "X", "a b"),
        (_Named("ckptgen.tree.store", "os.mkdir"), "made"),
        (_Named("ckptgen.tree.store", "Path"), "made"),
    ],
    ids=lambda call: getattr(call[0], "__name__", "named"),
)
def test_nothing_else_is_called(call: tuple[Any, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    function, *arguments = call
    if isinstance(function, _Named):
        texts = [text.encode() for text in (function.module, function.name, arguments[0])]
        one, two, three = (b"\x8c%c%b" % (len(text), text) for text in texts)
        data = b"\x80\x04" + one + two + b"\x93" + three + b"\x85R."
    else:
        data = pickle.dumps(_Hostile(*call))
    with pytest.raises(DamagedError):
        unpack(data)
    assert list(Path().iterdir()) == []


def test_damaged_bytes_are_said_to_be(tmp_path: Path) -> None:
    good = pack([TABLE] * 3)
    for data in (b"", b"\x80", good[:-1], good[:40], b"\xff" + good, good.replace(b"Table", b"Bable")):
        with pytest.raises(DamagedError):
            unpack(data)


def test_an_enum_travels_by_its_value_in_every_version_of_python() -> None:
    data = pack((Form.MACRO, [Form.PLAIN]))
    assert unpack(data) == (Form.MACRO, [Form.PLAIN])
    assert b"getattr" not in data
    assert b"macro" in data
