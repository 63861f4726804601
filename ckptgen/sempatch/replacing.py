"""Put one decision of a semantic patch in the place of another, and change nothing else in it."""

from dataclasses import replace

import libcst as cst

from ckptgen.errors import CkptgenError, InternalError
from ckptgen.sempatch.editor import add_decision, literal
from ckptgen.sempatch.model import Decision
from ckptgen.sempatch.reader import parse_semantic_patch
from ckptgen.sempatch.source import read_source
from ckptgen.sempatch.syntax import read_syntax
from ckptgen.sempatch.words import reason_problem

_NAME = "edited"


def put_decision(data: bytes, path: str, wanted: Decision, mine: Decision | None) -> bytes:
    """Return the semantic patch ``data`` with the decision ``wanted``, in the place of ``mine`` if that is there.

    A decision about the same table that is not ``mine`` is somebody else's: ``add_decision`` refuses to contradict it,
    and says what ``path`` is, what comes back and what is raised. The lines in ``wanted`` and ``mine`` mean nothing.
    """
    if mine is not None:
        old = parse_semantic_patch(data, path, _NAME)
        for number, there in enumerate(old.decisions):
            if replace(there, line=0) == replace(mine, line=0):
                return _replaced(data, path, number, wanted)
    return add_decision(data, path, wanted.path, wanted.table, wanted.action, wanted.because)


def _replaced(data: bytes, path: str, number: int, wanted: Decision) -> bytes:
    """Return ``data`` with what its decision ``number`` says replaced by what ``wanted`` says."""
    because = wanted.because.strip()
    if problem := reason_problem(because):
        raise CkptgenError(f"the reason {problem}")
    source = read_source(data, path)
    syntax = read_syntax(source)
    value = syntax.values["decisions"]
    assert isinstance(value, cst.Dict)
    element = value.elements[number]
    start, end = syntax.start(element.value), syntax.end(element.value)
    if source.line(start) != source.line(end):
        # Every line below would move, and with it what the proof holds against each other.
        raise source.error(start, "this decision spans several lines; change it here")
    said = f"{wanted.action.name.lower()}({literal(because)})".encode()
    new = data[: len(data) - len(source.body)] + source.body[:start] + said + source.body[end:]
    _prove(data, new, path, number, replace(wanted, because=because))
    return new


def _prove(data: bytes, new: bytes, path: str, number: int, wanted: Decision) -> None:
    """Raise InternalError unless ``new`` says what ``data`` says, but for the decision ``number``."""
    before, after = parse_semantic_patch(data, path, _NAME), parse_semantic_patch(new, path, _NAME)
    decisions = list(before.decisions)
    decisions[number] = replace(wanted, line=decisions[number].line)
    if after != replace(before, sha256=after.sha256, decisions=tuple(decisions)):
        raise InternalError(f"{path}: the edit would change more than one decision; nothing was written")
