"""What the kernel's make said: the first error of each object."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_STARTED = re.compile(r"  [A-Z]+ +(?:\[M\] +)?(?P<target>\S+)\s*")
_MAKE = re.compile(r"make(?:\[\d+\])?: (?P<rest>.*)")
_STOPPED = re.compile(r"\*\*\* \[(?:[^\]]*: )?(?P<target>[^\]\s]+)\] (?:Error|Segmentation|Terminated|Killed)")
_ERROR = re.compile(r"(?P<place>[^\s:][^:]*:\d+(?::\d+)?): (?P<what>(?:fatal )?error: .*)")


@dataclass(frozen=True, slots=True)
class Fault:
    """An error as the compiler or make put it; ``place`` is ``FILE:LINE:COLUMN`` in the tree, or empty."""

    what: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class MakeLog:
    """``stopped`` gives the fault of each target that make gave up, ``first`` the first of all, if there is one."""

    started: frozenset[str]
    stopped: Mapping[str, Fault]
    first: Fault | None


def read_log(text: str, tree: str) -> MakeLog:
    """Read the output of one make, whose lines are kept together per target; ``tree`` is cut from the places."""
    started: set[str] = set()
    stopped: dict[str, Fault] = {}
    first: Fault | None = None
    lines: list[str] = []
    for line in text.splitlines():
        if match := _STARTED.fullmatch(line):
            started.add(match["target"])
            lines = []
        elif match := _MAKE.fullmatch(line):
            if (stop := _STOPPED.match(match["rest"])) and stop["target"] not in stopped:
                stopped[stop["target"]] = fault_in(lines, tree) or Fault(match["rest"])
            if "***" in line:
                first = first or fault_in(lines, tree) or Fault(match["rest"].lstrip("* "))
            lines = []
        else:
            lines.append(line)
    return MakeLog(frozenset(started), stopped, first or fault_in(lines, tree))


def fault_in(lines: Iterable[str], tree: str) -> Fault | None:
    """Return the first error among some lines, or else one that calls itself so, or the last line."""
    said = [line.strip() for line in lines if line.strip() and not line.startswith("  ")]
    for line in said:
        if match := _ERROR.match(line):
            return Fault(match["what"], match["place"].removeprefix(f"{tree}/"))
    named = [line for line in said if "error: " in line.lower()]
    return Fault((named or said[-1:])[0]) if said else None
