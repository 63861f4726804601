"""The Perl regexes of MAINTAINERS, in Python's ``re``; whatever a pattern is, matching it has an end.

``re`` tries one way after the other, and a pattern such as ``(x+x+)+y`` has it try more ways than anybody can wait
for. So each pattern is read here too. What it can cost is known then, in steps that are the same on every machine;
where that is too much for a text, all ways are followed at once, character by character (the method of Thompson's
"Regular Expression Search Algorithm", CACM 11:6, 1968).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from math import inf

_MOST_STEPS = 10_000_000
"""How many steps of ``re`` a search may cost: less than a tenth of a second."""
_LONGEST_PROGRAM = 5_000
_DEEPEST = 100
"""Bounds on a pattern, far above what MAINTAINERS has: its length with all repetitions, its groups in each other."""
_FEW = 20
"""A repetition whose ends are so close counts as so many ways, not as one that goes on."""

_TOKEN = re.compile(
    r"\\(?P<escape>.)|\[(?P<not>\^?)(?P<class>\]?(?:\\.|\[:\w+:\]|[^\\\]])*)\]"
    r"|\(\?(?P<flags>[a-z]*(?:-[a-z]+)?)\)|(?P<other>.)",
    re.DOTALL,
)
_ESCAPES = {"z": r"\Z", "Z": "(?-m:$)", "h": r"[ \t]", "v": r"[\n-\r\x85\u2028\u2029]"}
_POSIX = {"alnum": "0-9A-Za-z", "alpha": "A-Za-z", "digit": "0-9", "lower": "a-z", "space": r"\s", "upper": "A-Z"}


@dataclass(frozen=True)
class PerlPattern:
    """A pattern that was read: ``fast`` is Python's, ``cost`` what that can take, ``node`` the pattern itself."""

    fast: re.Pattern[str]
    node: "_Node"
    cost: "_Cost"

    @classmethod
    def of(cls, pattern: str, flags: int = 0) -> "PerlPattern":
        """Read a Perl regex; raises re.error if it cannot be written in Python's, or is beyond all bounds.

        Handled are the escapes \\z, \\Z, \\h and \\v, POSIX classes, and flags in the middle, as in ``a(?i)b``.
        """
        text = _python_text(pattern)
        try:
            fast = re.compile(text, flags)
            node = _Reader(text, flags).read()
        except OverflowError as error:
            raise re.error(str(error)) from None
        except RecursionError:
            raise re.error("nested too deeply") from None
        cost = node.cost()
        if cost.degree == inf and not node.plain:
            raise re.error("it may take any time")
        if cost.length > _LONGEST_PROGRAM:
            raise re.error("repeated too often")
        return cls(fast, node, cost)

    def found_in(self, text: str) -> bool:
        """Tell whether the pattern matches anywhere in the text."""
        return self._matches(text, self.fast.search, anywhere=True)

    def begins(self, text: str) -> bool:
        """Tell whether the pattern matches at the start of the text, up to wherever it likes."""
        return self._matches(text, self.fast.match, anywhere=False)

    def _matches(self, text: str, fast: Callable[[str], object], *, anywhere: bool) -> bool:
        degree = self.cost.degree + (anywhere and not self.node.anchored)
        if self.cost.ways * max(len(text), 1) ** degree <= _MOST_STEPS:
            return fast(text) is not None
        if self._program is not None:
            return self._program.matches(text, anywhere=anywhere)
        # What only Python can match sees as much of the line as it can in that time.
        return fast(text[: int((_MOST_STEPS / self.cost.ways) ** (1 / max(degree, 1)))]) is not None

    @cached_property
    def _program(self) -> "_Program | None":
        return _Program.of(self.node) if self.node.plain else None


def _python_text(pattern: str) -> str:
    if not pattern:
        raise re.error("empty")  # Perl takes the last pattern that matched
    out: list[str] = []
    opened: list[list[str]] = [[]]  # for each open group, the flags that hold until its end
    for token in _TOKEN.finditer(pattern):
        text = token[0]
        if token["class"] is not None:
            text = f"[{token['not']}{_python_class(token['class'])}]"
        elif token["flags"]:
            text = f"(?{token['flags']}:"
            opened[-1].append(text)
        elif text == "|":
            text = ")" * len(opened[-1]) + "|" + "".join(opened[-1])
        elif text == "(":
            opened.append([])
        elif text == ")":
            text = ")" * (len(opened.pop()) + 1)
            if not opened:
                raise re.error("unbalanced parenthesis")
        elif token["escape"]:
            text = _ESCAPES.get(token["escape"], text)
        out.append(text)
    return "".join(out) + ")" * len(opened[0])


def _python_class(text: str) -> str:
    """Return what stands in the brackets of a character class, for Python."""
    parts = re.split(r"\[:(\w+):\]", text)
    unknown = set(parts[1::2]) - _POSIX.keys()
    if unknown:
        raise re.error(f"unknown character class {min(unknown)}")
    parts[0::2] = (re.sub(r"(?<!\\)\[", r"\[", part) for part in parts[0::2])
    return "".join(_POSIX.get(part, part) if place % 2 else part for place, part in enumerate(parts))


# --- reading ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Cost:
    """What a search by trying can take: at most ``ways`` times the text's length to the power of ``degree``.

    ``length`` is that of the program. ``degree`` is infinite where repetitions are in each other.
    """

    ways: int
    degree: float
    length: int


@dataclass(frozen=True, slots=True)
class _Node:
    """A part of a pattern. ``plain`` tells that its parts can be followed all at once."""

    parts: tuple["_Node", ...] = ()

    @property
    def plain(self) -> bool:
        return all(part.plain for part in self.parts)

    @property
    def anchored(self) -> bool:
        """Whether it can match at the start of a text only."""
        return False

    def cost(self) -> _Cost:
        return _Cost(1, 0, 1)


@dataclass(frozen=True, slots=True)
class _Character(_Node):
    """One character, as ``one`` tells."""

    one: re.Pattern[str] = re.compile("")


@dataclass(frozen=True, slots=True)
class _Place(_Node):
    """A place between two characters (``^``, ``\\b``), as ``here`` tells."""

    here: re.Pattern[str] = re.compile("")

    @property
    def anchored(self) -> bool:
        return self.here.pattern in ("^", r"\A")


@dataclass(frozen=True, slots=True)
class _Sequence(_Node):
    @property
    def anchored(self) -> bool:
        return bool(self.parts) and self.parts[0].anchored

    def cost(self) -> _Cost:
        ways, degree, length = 1, 0.0, 0
        for part in self.parts:
            cost = part.cost()
            ways, degree, length = min(ways * cost.ways, _MOST_STEPS + 1), degree + cost.degree, length + cost.length
        return _Cost(ways, degree, length)


@dataclass(frozen=True, slots=True)
class _Choice(_Node):
    @property
    def anchored(self) -> bool:
        return all(part.anchored for part in self.parts)

    def cost(self) -> _Cost:
        costs = [part.cost() for part in self.parts]
        length = sum(cost.length + 2 for cost in costs)
        return _Cost(sum(cost.ways for cost in costs), max(cost.degree for cost in costs), length)


@dataclass(frozen=True, slots=True)
class _Special(_Sequence):
    """What only Python can match: a look ahead or back, an atomic group, a possessive repetition."""

    @property
    def plain(self) -> bool:
        return False

    @property
    def anchored(self) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class _Repetition(_Node):
    """Its one part, from ``low`` to ``high`` times."""

    low: int = 0
    high: float = inf

    def cost(self) -> _Cost:
        cost = self.parts[0].cost()
        many = self.low if self.high == inf else int(self.high)
        length = (cost.length + 1) * max(many, 1) + 1
        if self.high <= 1:
            return _Cost(cost.ways + 1, cost.degree, length)
        if cost.degree or cost.ways > 1:
            if self.low < self.high or cost.degree:
                return _Cost(1, inf, length)
            return _Cost(min(cost.ways ** min(self.low, 64), _MOST_STEPS + 1), 0, length)
        # One way for each number of times.
        few = self.high - self.low <= _FEW
        return _Cost(int(self.high - self.low) + 1 if few else 1, 0 if few else 1, length)


_ATOM = re.compile(
    r"\\(?P<reference>[1-9])|(?P<place>\\[AZbB]|[$^])|(?P<character>\\(?:x..|u....|U.{8}|0[0-7]*|.)"
    r"|\[\^?\]?(?:\\.|[^\\\]])*\]|[^()|])",
    re.DOTALL,
)
_GROUP = re.compile(
    r"\((?:\?(?:(?P<special>[=!>]|<[=!])|P<\w+>|(?P<flags>[aimsu]*(?:-[ims]+)?):|(?P<other>.)))?", re.DOTALL
)
_REPEAT = re.compile(r"(?P<sign>[*+?]|\{(?P<low>\d*)(?P<comma>,?)(?P<high>\d*)\})(?P<how>[?+]?)")
_SPACE = re.compile(r"(?:\s|#[^\n]*(?:\n|\Z))+")


class _Reader:
    """Reads a pattern that ``re`` takes."""

    def __init__(self, text: str, flags: int) -> None:
        self._text = text
        self._verbose = bool(flags & re.VERBOSE)
        self._at = 0

    def read(self) -> _Node:
        """Return the whole pattern."""
        return self._choice("", 0)

    def _choice(self, flags: str, depth: int) -> _Node:
        if depth > _DEEPEST:
            raise re.error("nested too deeply")
        branches: list[_Node] = [self._sequence(flags, depth)]
        while self._text[self._at : self._at + 1] == "|":
            self._at += 1
            branches.append(self._sequence(flags, depth))
        return branches[0] if len(branches) == 1 else _Choice(tuple(branches))

    def _sequence(self, flags: str, depth: int) -> _Node:
        parts: list[_Node] = []
        while True:
            self._skip()
            if self._at >= len(self._text) or self._text[self._at] in "|)":
                return _Sequence(tuple(parts))
            part = self._group(flags, depth) if self._text[self._at] == "(" else self._atom(flags)
            self._skip()
            parts.append(self._repeated(part))

    def _group(self, flags: str, depth: int) -> _Node:
        match = _GROUP.match(self._text, self._at)
        if match is None or match["other"]:
            raise re.error("a group of a kind that is not known here")
        self._at = match.end()
        inside = self._choice(_joined(flags, match["flags"] or ""), depth + 1)
        self._at += 1
        return _Special((inside,)) if match["special"] else inside

    def _atom(self, flags: str) -> _Node:
        match = _ATOM.match(self._text, self._at)
        if match is None or match["reference"]:
            raise re.error("a reference to a group")
        self._at = match.end()
        source = match[0] if match[0] not in " #" and not match[0].isspace() else re.escape(match[0])
        pattern = re.compile(f"(?{flags}:{source})" if flags else source)
        return _Place(here=pattern) if match["place"] else _Character(one=pattern)

    def _repeated(self, part: _Node) -> _Node:
        match = _REPEAT.match(self._text, self._at)
        if match is None or match[0] in ("{}", "{,}"):
            return part
        self._at = match.end()
        low, high = {"*": (0, inf), "+": (1, inf), "?": (0, 1)}.get(match["sign"], (0, 0))
        if match["sign"][0] == "{":
            low = int(match["low"] or 0)
            high = (int(match["high"]) if match["high"] else inf) if match["comma"] else low
        found = _Repetition((part,), low, high)
        return _Special((found,)) if match["how"] == "+" else found

    def _skip(self) -> None:
        if self._verbose and (match := _SPACE.match(self._text, self._at)):
            self._at = match.end()


def _joined(flags: str, more: str) -> str:
    """Return the flags that hold in a group ``(?more:``: those before and its own."""
    added, _, removed = more.partition("-")
    return "".join(sorted({*flags, *added} - {*removed}))


# --- following all ways at once ------------------------------------------


@dataclass(slots=True)
class _Step:
    """One step of a program: a character or a place to be there, and the steps after it."""

    node: _Node | None
    after: list[int] = field(default_factory=list)


class _Program:
    """A pattern as steps; the last one is the match."""

    def __init__(self) -> None:
        self.steps: list[_Step] = []

    @classmethod
    def of(cls, node: _Node) -> "_Program":
        """Return the program of a plain pattern."""
        program = cls()
        program._add(node)
        program.steps.append(_Step(None))
        return program

    def _add(self, node: _Node) -> None:
        steps = self.steps
        match node:
            case _Sequence():
                for part in node.parts:
                    self._add(part)
            case _Choice():
                fork = self._step()
                ends = []
                for part in node.parts:
                    fork.after.append(len(steps))
                    self._add(part)
                    ends.append(self._step())
                for end in ends:
                    end.after.append(len(steps))
            case _Repetition():
                self._add_repetition(node)
            case _:
                steps.append(_Step(node, [len(steps) + 1]))

    def _add_repetition(self, node: _Repetition) -> None:
        for _ in range(node.low):
            self._add(node.parts[0])
        if node.high == inf:
            start = len(self.steps)
            fork = self._step(start + 1)
            self._add(node.parts[0])
            self._step(start)
            fork.after.append(len(self.steps))
            return
        forks = []
        for _ in range(int(node.high) - node.low):
            forks.append(self._step(len(self.steps) + 1))
            self._add(node.parts[0])
        for fork in forks:
            fork.after.append(len(self.steps))

    def _step(self, *after: int) -> _Step:
        self.steps.append(_Step(None, list(after)))
        return self.steps[-1]

    def matches(self, text: str, *, anywhere: bool) -> bool:
        """Tell whether the pattern matches at the start of the text, or ``anywhere`` in it."""
        here: set[int] = set()
        for at in range(len(text) + 1):
            if at == 0 or anywhere:
                here |= {0}
            reached = set(self._reach(here, text, at))
            if len(self.steps) - 1 in reached:
                return True
            here = {
                self.steps[number].after[0]
                for number in reached
                if isinstance(node := self.steps[number].node, _Character) and node.one.match(text, at, at + 1)
            }
            if not here and not anywhere:
                return False
        return False

    def _reach(self, here: set[int], text: str, at: int) -> Iterator[int]:
        """Yield each step that can be come to at a place of the text without a further character."""
        seen, waiting = set(here), list(here)
        while waiting:
            number = waiting.pop()
            yield number
            step = self.steps[number]
            if isinstance(step.node, _Character) or (
                isinstance(step.node, _Place) and not step.node.here.match(text, at)
            ):
                continue
            waiting += [each for each in step.after if each not in seen]
            seen.update(step.after)
