"""Who is to get a patch: the sections of the kernel's MAINTAINERS that match its files or its words.

The rules are those of the kernel's scripts/get_maintainer.pl (that of 6.12), with its default options but
without git. What it leaves to chance, the order of sections that match equally well, is here their order in
the file. The form of 2009, where a line ``P: NAME`` may stand before ``M: MAIL``, is read too.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property

from ckptgen.series.perlregex import PerlPattern
from ckptgen.series.recipients import Address, Audience, Mailmap, Recipients, parse_address, parse_addresses

_FIELD = re.compile(r"([A-Z]):\s*(.*)")
_ABOUT_FILES = re.compile(
    r" mode change [0-7]+ => [0-7]+ \S+\s*$|rename (?:from|to) \S+\s*$|diff --git a/\S+ b/\S+\s*$"
    r"|Fixes:\s+[0-9a-fA-F]{6}|@@ -\d+,\d|(?P<starts_diff>(?:\+\+\+|---)\s+\S)"
)
_SPECIAL = re.compile(r"[\\^$|+(){}\[\]]")
_NOT_BY_DEFAULT = Address("Linus Torvalds", "torvalds@linux-foundation.org")
"""Named for the whole tree, but gets only what he is asked to look at (--git-chief-penguins)."""


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of MAINTAINERS: its fields, such as ``("M", "Name <mail>")``, in their order."""

    title: str
    fields: tuple[tuple[str, str], ...]

    def addresses(self, letter: str) -> Iterator[Address]:
        """Give the people of all fields ``M`` or ``R``."""
        name = ""
        for tag, value in self.fields:
            if tag == letter:
                for address in parse_addresses(value):
                    yield Address(address.name or name, address.mail)
            name = value if tag == "P" and "/" not in value else ""  # today's P: is the path of a document

    def lists(self) -> Iterator[Address]:
        """Give the mailing lists that take mail from everybody, at once or after a look at it."""
        for tag, value in self.fields:
            if tag == "L" and "subscribers-only" not in value:
                mail = value.split()[0] if value else ""
                address = Address("", mail) if "@" in mail else parse_address(value)
                if address:
                    yield address


@dataclass(frozen=True, slots=True)
class FilePattern:
    """The value of a field ``F`` or ``X``: ``head`` is its literal start, ``rest`` what follows.

    ``parts`` are the texts between the ``*`` of ``rest``, in which ``?`` is any character; None where ``rest`` holds
    anything that means more in a regex, and ``regex`` is that then.
    """

    head: str
    rest: str
    parts: tuple[str, ...] | None
    regex: PerlPattern | None
    slashes: int
    below: bool
    """It ends with a slash: all that is below matches, not only names with as many slashes."""

    @classmethod
    def of(cls, value: str) -> "FilePattern":
        """Read a pattern; whatever is neither ``*`` nor ``?`` nor ``.`` keeps its meaning in a regex.

        Raises re.error where that cannot be read.
        """
        special = _SPECIAL.search(value)
        start = 0 if special else len(re.split(r"[*?]", value, maxsplit=1)[0])
        head, rest = value[:start], value[start:]
        slashes, below = value.count("/"), value.endswith("/")
        if special:
            escaped = re.sub(r"[.*?]", lambda match: {".": r"\.", "*": ".*", "?": "."}[match[0]], rest)
            return cls(head, rest, None, PerlPattern.of(escaped), slashes, below)
        return cls(head, rest, tuple(rest.split("*")), None, slashes, below)

    @property
    def depth(self) -> int:
        """How closely it says which files it means; -1 if it begins with ``*``."""
        return -1 if self.rest.startswith("*") and not self.head else self.slashes + (not self.below)

    def matches(self, path: str, is_directory: Callable[[str], bool]) -> bool:
        """Return whether ``path`` is meant. A pattern that names a directory means all that is below."""
        if not path.startswith(self.head):
            return False
        level = path.count("/") == self.slashes
        if self.rest:
            return (self.below or level) and self._matches_rest(path)
        if self.below:
            return True
        longer = path[len(self.head) :]
        if "." in self.head or not longer:  # the script looks for a directory with a backslash before each dot
            return level
        return longer[0] == "/" or (level and not is_directory(self.head))

    def _matches_rest(self, path: str) -> bool:
        if self.regex is not None:
            return self.regex.begins(path)
        # The first place for each part is as good as any, so that none has to be tried twice.
        first, *others = map(_compiled, self.parts or ())
        line = path.partition("\n")[0]
        found = first.match(line, len(self.head))
        for part in others:
            found = part.search(line, found.end()) if found else None
        return found is not None


@cache
def _compiled(part: str) -> re.Pattern[str]:
    return re.compile(re.escape(part).replace(r"\?", "."))


@dataclass(frozen=True, slots=True)
class _Index:
    """What the file says, for quick answers. Sections are known by their zero-based number.

    The rules of ``files`` and ``names`` begin with their place in the file and their section; ``files`` are
    found by the folder in which the literal start of their pattern ends. A keyword has one pattern for the
    lines before the diff, and one for the diff.
    """

    sections: list[Section]
    files: dict[str, list[tuple[int, int, FilePattern]]] = field(default_factory=lambda: defaultdict(list))
    exclusions: dict[int, list[FilePattern]] = field(default_factory=lambda: defaultdict(list))
    names: list[tuple[int, int, PerlPattern]] = field(default_factory=list)
    keywords: list[tuple[int, PerlPattern, PerlPattern]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, text: str) -> "_Index":
        index = cls(read_sections(text))
        for number, section in enumerate(index.sections):
            for order, (tag, value) in enumerate(section.fields):
                if tag in "FXNK":
                    try:
                        index._add(number, order, tag, value)
                    except re.error as error:
                        index.unread.append(f"{section.title}: {tag}: {value} ({error})")
        return index

    def _add(self, number: int, order: int, tag: str, value: str) -> None:
        if tag == "N":
            self.names.append((order, number, PerlPattern.of(value, re.VERBOSE)))
        elif tag == "K":
            # Not grouped: the script puts its prefix before the first alternative of a keyword only.
            in_diff = PerlPattern.of("^[+-].*" + value, re.VERBOSE)
            self.keywords.append((number, PerlPattern.of(value, re.VERBOSE), in_diff))
        else:
            pattern = FilePattern.of(value)
            if tag == "X":
                self.exclusions[number].append(pattern)
            else:
                self.files[pattern.head[: pattern.head.rfind("/") + 1]].append((order, number, pattern))


class Maintainers:
    """The text of a tree's MAINTAINERS, read when it is first asked for.

    ``mailmap`` is the text of the tree's .mailmap. ``is_directory`` tells of a path from the top of the tree
    whether it is one; it is asked only about a pattern without a slash at its end, such as ``fs/foo``, and a
    file beside it, such as ``fs/foo.c``, which the pattern means too unless it names a directory.
    """

    def __init__(
        self, data: bytes, mailmap: bytes = b"", is_directory: Callable[[str], bool] = lambda path: False
    ) -> None:
        self._data = data
        self._mailmap_data = mailmap
        self._is_directory = is_directory

    @cached_property
    def _index(self) -> _Index:
        return _Index.of(_decoded(self._data))

    @cached_property
    def _mailmap(self) -> Mailmap:
        return Mailmap(_decoded(self._mailmap_data))

    @property
    def unread(self) -> tuple[str, ...]:
        """The patterns that match nothing because they cannot be read: ``SECTION: K: PATTERN (REASON)``."""
        return tuple(self._index.unread)

    def recipients(self, paths: Iterable[str], patch: bytes = b"") -> Recipients:
        """Return who is to get a patch that touches ``paths``, as they are called from the top of the tree.

        ``patch`` is its text, with the message, for the sections that ask for a keyword. Who is a maintainer by
        one section and a reviewer by another is a maintainer.
        """
        numbers = [number for path in sorted(set(paths)) for number in self._of_path(path)]
        numbers += self._of_words(_decoded(patch))
        sections = [self._index.sections[number] for number in dict.fromkeys(numbers)]
        audience = Audience(self._mailmap)
        to, reviewers, lists = (
            tuple(str(address) for address in audience.take(found) if address != _NOT_BY_DEFAULT)
            for found in (
                (address for section in sections for address in section.addresses("M")),
                (address for section in sections for address in section.addresses("R")),
                (address for section in sections for address in section.lists()),
            )
        )
        return Recipients(to, reviewers + lists, lists)

    def entry_of(self, path: str) -> Section | None:
        """Return the section that names ``path`` most closely, the first of several; None if only that of all files."""
        return next((self._index.sections[number] for number, depth in self._of_path(path).items() if depth >= 0), None)

    def _of_path(self, path: str) -> dict[int, int]:
        """Return the sections that name ``path``, the closest first, with how closely they do."""
        index = self._index
        ends = [0, *(match.end() for match in re.finditer("/", path))]
        rules = [rule for end in ends for rule in index.files.get(path[:end], ())]
        found = [(order, number, p.depth) for order, number, p in rules if p.matches(path, self._is_directory)]
        found += [(order, number, 0) for order, number, pattern in index.names if pattern.found_in(path)]
        depths = {number: depth for _, number, depth in sorted(found)}  # the last field of a section decides
        wanted = [number for number in depths if not self._excludes(number, path)]
        return {number: depths[number] for number in sorted(wanted, key=lambda number: (-depths[number], number))}

    def _excludes(self, number: int, path: str) -> bool:
        return any(pattern.matches(path, self._is_directory) for pattern in self._index.exclusions.get(number, ()))

    def _of_words(self, patch: str) -> list[int]:
        """Return the sections one of whose keywords is in the message of ``patch``, or in a changed line."""
        found = set()
        in_diff = False
        for line in re.findall(r"[^\n]*\n|[^\n]+", patch):
            if about := _ABOUT_FILES.match(line):
                in_diff = in_diff or about["starts_diff"] is not None
                continue
            for number, in_message_pattern, in_diff_pattern in self._index.keywords:
                if (in_diff_pattern if in_diff else in_message_pattern).found_in(line):
                    found.add(number)
        return sorted(found)


def _decoded(data: bytes) -> str:
    """Return the text; a line that is not UTF-8 was written in Latin-1, as files of the time before were."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return "\n".join(_decoded_line(line) for line in data.split(b"\n"))


def _decoded_line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("latin-1")


def read_sections(text: str) -> list[Section]:
    """Return the entries of MAINTAINERS, each with the line before its first field as its title.

    Empty lines and comments mean nothing; any other line without a letter and a colon begins a new entry.
    """
    sections: list[Section] = []
    title = ""
    fields: list[tuple[str, str]] = []
    for line in text.split("\n"):
        if found := _FIELD.match(line):
            fields.append((found[1], found[2]))
        elif line.strip() and not line.lstrip().startswith("#"):
            if fields:
                sections.append(Section(title, tuple(fields)))
            title, fields = line, []
    return [*sections, Section(title, tuple(fields))]
