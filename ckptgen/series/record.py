"""Reading the JSON files beside a series, each value with the place that a complaint names."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ckptgen.errors import CkptgenError

T = TypeVar("T")


class ManifestError(CkptgenError):
    """The file is not a manifest that this version can read."""


def read_document(data: bytes, where: str) -> dict[str, object]:
    """Return the object that the JSON text ``data`` is; ``where`` names it in errors. Raises ManifestError."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ManifestError(f"{where}: not a manifest of ckptgen: {error}") from error
    if not isinstance(document, dict):
        raise ManifestError(f"{where}: not a manifest of ckptgen: it holds no object")
    return document


@dataclass(frozen=True, slots=True)
class Node:
    """A JSON value with its place; each method checks one kind, and blames the place otherwise."""

    value: object
    place: str

    def refuse(self, wanted: str) -> ManifestError:
        return ManifestError(f"{self.place}: {wanted} was expected")

    def __getitem__(self, name: str) -> "Node":
        if not isinstance(self.value, dict) or name not in self.value:
            raise self.refuse(f"an object with {name!r}")
        return Node(self.value[name], f"{self.place}: {name}")

    def has(self, name: str) -> bool:
        """Tell whether it is an object with this name."""
        return isinstance(self.value, dict) and name in self.value

    def text(self) -> str:
        if not isinstance(self.value, str):
            raise self.refuse("a string")
        return self.value

    def number(self) -> int:
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise self.refuse("a number")
        return self.value

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.refuse("true or false")
        return self.value

    def texts(self) -> dict[str, str]:
        if not isinstance(self.value, dict):
            raise self.refuse("an object")
        return {name: self[name].text() for name in self.value}

    def each(self, read: "Callable[[Node], T]") -> tuple[T, ...]:
        if not isinstance(self.value, list):
            raise self.refuse("a list")
        items: Sequence[object] = self.value
        return tuple(read(Node(item, f"{self.place}[{index}]")) for index, item in enumerate(items))


def step_shape(step: int) -> dict[str, object]:
    """Return what a record says of the change that something is for, by its zero-based place in the semantic patch:
    nothing of the first one, which most semantic patches have alone.
    """
    return {"step": step} if step else {}


def read_step(node: Node) -> int:
    """Return the place that ``step_shape`` wrote into an object."""
    return node["step"].number() if node.has("step") else 0
