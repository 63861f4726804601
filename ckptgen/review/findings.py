"""What a review finds: the rules that a series is held against, and the findings as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ckptgen.plan.model import Evidence, Verdict


class Severity(StrEnum):
    """How grave a finding is, the gravest first."""

    ERROR = "error"
    """The series is wrong: it does not build, or says of a file what is not so."""
    WARNING = "warning"
    """A reviewer would ask for a change, or for a reason."""
    NOTE = "note"
    """Worth knowing; the series may be meant so."""


class Rule(StrEnum):
    """The id of each rule, as reports name it."""

    DOES_NOT_APPLY = "does-not-apply"
    MISSING_TABLE = "missing-table"
    MISSING_FILESYSTEM = "missing-filesystem"
    MISSING_COPY = "missing-copy"
    UNQUALIFIED_TABLE = "unqualified-table"
    SHARED_TABLE = "shared-table"
    LISTED_FILESYSTEM = "listed-filesystem"
    UNEXPLAINED_EXCEPTION = "unexplained-exception"
    OTHER_VALUE = "other-value"
    PLACEMENT = "placement"
    PLACEMENT_RULE = "placement-rule"
    GUARD = "guard"
    MISSING_MEMBER = "missing-member"
    MISSING_STUB = "missing-stub"
    ALIGNMENT = "alignment"
    OTHER_CHANGE = "other-change"
    WHITE_SPACE = "white-space"


RULES_OF_VERDICTS: Mapping[Verdict, Rule] = {
    Verdict.SHARED: Rule.SHARED_TABLE,
    Verdict.COPY: Rule.SHARED_TABLE,
    Verdict.DENY: Rule.LISTED_FILESYSTEM,
    Verdict.ELSEWHERE: Rule.LISTED_FILESYSTEM,
    Verdict.TODO: Rule.LISTED_FILESYSTEM,
}
"""The rule against changing a table that stands as the verdict says; for another verdict it is UNQUALIFIED_TABLE."""


@dataclass(frozen=True, slots=True)
class About:
    """What a rule asks for: its usual severity, a short title, why it matters, and the mail or kernel document that it
    rests on.
    """

    severity: Severity
    title: str
    help: str
    source: str


_MAIL = "containers list, 17 March 2010, re [PATCH 46/96] c/r: add checkpoint operation for opened files of generic"
_GENERIC = f"{_MAIL} filesystems"
_RAMFS = "containers list, 7 August 2010, [PATCH 3/3] Add support for checkpoint/restart of ramfs directories"
_SUBMIT = "Documentation/process/submitting-patches.rst"
_STYLE = "Documentation/process/coding-style.rst, Conditional Compilation"

RULES: dict[Rule, About] = {
    Rule.DOES_NOT_APPLY: About(
        Severity.ERROR,
        "The patch does not apply to the tree",
        "What it does to these files is judged by its hunks alone. Name the tree that the series was made for.",
        f"{_SUBMIT}, Providing base tree information",
    ),
    Rule.MISSING_TABLE: About(
        Severity.WARNING,
        "A table qualifies and is missing",
        "The semantic patch changes the table, and the series does not.",
        _GENERIC,
    ),
    Rule.MISSING_FILESYSTEM: About(
        Severity.NOTE,
        "A filesystem with tables that qualify is missing",
        "The semantic patch changes its tables, and the series does not touch the filesystem.",
        _GENERIC,
    ),
    Rule.MISSING_COPY: About(
        Severity.WARNING,
        "A private copy of a shared table is missing",
        "Filesystems of different standing share the table, and the semantic patch gives one of them its own.",
        _RAMFS,
    ),
    Rule.UNQUALIFIED_TABLE: About(
        Severity.ERROR,
        "A table changes without qualifying",
        "The semantic patch says which tables change. For one that gives a generic handler to files, those that cannot"
        " seek, control files and the interfaces of /proc and debugfs are not among them.",
        f"{_GENERIC}; Documentation/filesystems/porting.rst, no_llseek is gone",
    ),
    Rule.SHARED_TABLE: About(
        Severity.ERROR,
        "A shared table changes for all that use it",
        "It says of pseudo filesystems, too, that their files can be checkpointed. The one that may have the entry"
        " needs a copy of its own.",
        _RAMFS,
    ),
    Rule.LISTED_FILESYSTEM: About(
        Severity.WARNING,
        "A table of a filesystem that is not on the allow list changes",
        "The semantic patch denies the filesystem, leaves it to another series or for later, or does not know it.",
        _GENERIC,
    ),
    Rule.UNEXPLAINED_EXCEPTION: About(
        Severity.WARNING,
        "A table is an exception, and the patch does not say why",
        "By itself it does not qualify. A decision of the semantic patch gives it the entry all the same; who reads the"
        " patch cannot know.",
        f"{_GENERIC}; {_SUBMIT}, Describe your changes",
    ),
    Rule.OTHER_VALUE: About(
        Severity.NOTE,
        "The table says otherwise than the semantic patch makes it",
        "A handler of the filesystem's own needs a reason, and a reviewer who knows the filesystem.",
        _GENERIC,
    ),
    Rule.PLACEMENT: About(
        Severity.WARNING,
        "The entry does not stand where the others stand",
        "One place in all tables makes a series easy to read and to check; best is the order in which the struct"
        " declares its members.",
        _GENERIC,
    ),
    Rule.PLACEMENT_RULE: About(
        Severity.NOTE,
        "The entries stand elsewhere than the semantic patch puts them",
        "The place is the same everywhere, and another one than the semantic patch asks for.",
        _GENERIC,
    ),
    Rule.GUARD: About(
        Severity.WARNING,
        "The entry is conditional where others are not, or the reverse",
        "A handler that a header defines as NULL without the option needs no #ifdef in any table; without such a"
        " definition every table needs one.",
        f"{_GENERIC}; {_STYLE}",
    ),
    Rule.MISSING_MEMBER: About(
        Severity.ERROR,
        "The struct does not declare the member where the entry needs it",
        "The kernel has to build after each patch, with the option and without it.",
        f"{_SUBMIT}, Separate your changes",
    ),
    Rule.MISSING_STUB: About(
        Severity.ERROR,
        "No header defines the handler as NULL without the option",
        "Entries under no #ifdef name the handler in every configuration.",
        f"{_GENERIC}; {_STYLE}",
    ),
    Rule.ALIGNMENT: About(
        Severity.NOTE,
        "The entry is aligned otherwise than the table's own",
        "Initializers are aligned in a tabular fashion.",
        "Documentation/process/maintainer-tip.rst, Struct declarations and initializers",
    ),
    Rule.OTHER_CHANGE: About(
        Severity.WARNING,
        "The hunk does something else as well",
        "Each logical change belongs in a patch of its own.",
        f"{_SUBMIT}, Separate your changes",
    ),
    Rule.WHITE_SPACE: About(
        Severity.NOTE,
        "The hunk changes white space that is no business of the patch",
        "A blank line that goes or comes, or an alignment that changes, distracts from what the patch is about.",
        f"{_RAMFS}; {_SUBMIT}, Separate your changes",
    ),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a reviewer would say.

    ``path`` and one-based ``line`` are those of the tree behind the patch (before it for what is missing), ``line`` is
    0 and ``path`` may be empty where that is not known. ``patch`` is the patch's name in the series, and ``patch_line``
    the line of its mail. ``accepted`` is the reason of a decision that makes it no fault, or empty.
    """

    rule: Rule
    severity: Severity
    message: str
    path: str = ""
    line: int = 0
    patch: str = ""
    patch_line: int = 0
    table: str = ""
    filesystem: str = ""
    evidence: tuple[Evidence, ...] = ()
    accepted: str = ""

    @property
    def source(self) -> str:
        """The mail or kernel document that it rests on."""
        return RULES[self.rule].source

    @property
    def place(self) -> str:
        """``PATH:LINE`` in the tree, or in the patch where the tree has none."""
        if self.path:
            return f"{self.path}:{self.line}" if self.line else self.path
        return f"{self.patch}:{self.patch_line}"


def at_least(severity: Severity, limit: Severity) -> bool:
    """Tell whether a severity is as grave as ``limit`` or graver."""
    order = list(Severity)
    return order.index(severity) <= order.index(limit)
