"""What comes of holding ckptgen's plan against spatch, as frozen values."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from ckptgen.csource.model import Table


class Reason(StrEnum):
    """Why the two tools do not do the same."""

    VERDICT = "verdict"
    """The plan leaves the table as it is: the verdict and its reason say why. The rule cannot ask that."""
    DECISION = "decision"
    """A person's word on the table; the rule knows of none."""
    MACRO = "macro"
    """The table stands in the body of a ``#define``, and spatch changes its entries outside of it."""
    UNPARSED = "unparsed"
    """spatch cannot parse lines of the table."""
    FORM = "form"
    """The table is no variable of its own, and spatch changes its entries in one."""
    GAVE_UP = "gave-up"
    """spatch gave up on the file."""
    CONDITIONAL = "conditional"
    """A conditional stands around or in the table, and spatch does without it what it does not with it; or the tools
    put the entry on different sides of one.
    """
    REMARKS = "remarks"
    """A comment or a preprocessor line that one of the two leaves where the other does not."""
    STYLE = "style"
    """The same entries, written otherwise."""
    ORDER = "order"
    """Only the order of the entries changes, which SmPL does not know."""
    ANCHOR = "anchor"
    """The file has no ``#include`` that spatch could put the new one behind."""
    FOLLOWS = "follows"
    """It follows from what is different in the tables of the file."""
    UNEXPLAINED = "unexplained"


class Agreement(StrEnum):
    """How a table that both tools change is after it."""

    IDENTICAL = "identical"
    """The same bytes."""
    EQUIVALENT = "equivalent"
    """The same but for white space, the order of entries, and the comma behind the last."""
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Explanation:
    """One reason in words; ``place`` is the ``PATH:LINE`` that it is about, or empty."""

    reason: Reason
    text: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """A table that one of the tools changes, or both. ``agreement`` is None unless both do."""

    table: Table
    by_ckptgen: bool
    by_spatch: bool
    agreement: Agreement | None
    explanations: tuple[Explanation, ...]

    @property
    def who(self) -> str:
        """Who changes the table: ``both``, ``ckptgen`` or ``spatch``."""
        return "both" if self.by_ckptgen and self.by_spatch else "ckptgen" if self.by_ckptgen else "spatch"


@dataclass(frozen=True, slots=True)
class Outside:
    """Lines outside of all tables of a file that the tools change differently: ``by_ckptgen`` and ``by_spatch`` alone,
    each line behind its sign.
    """

    path: str
    by_ckptgen: tuple[str, ...]
    by_spatch: tuple[str, ...]
    explanations: tuple[Explanation, ...]


@dataclass(frozen=True, slots=True)
class Crosscheck:
    """The whole comparison: ``tables`` were looked at in ``files`` files, ``compared`` are those that change."""

    tree: str
    commit: str | None
    patch: str
    sha256: str
    struct: str
    spatch: str
    under: tuple[str, ...]
    files: int
    tables: int
    compared: tuple[Compared, ...]
    outside: tuple[Outside, ...]

    def counts(self) -> dict[str, int]:
        """The number of tables by who changes them, and how those are that both do."""
        who = Counter(each.who for each in self.compared)
        agreed = Counter(each.agreement for each in self.compared)
        return {
            "tables": self.tables,
            "both": who["both"],
            **{str(agreement): agreed[agreement] for agreement in Agreement},
            "only_ckptgen": who["ckptgen"],
            "only_spatch": who["spatch"],
            "neither": self.tables - len(self.compared),
        }

    def reasons(self) -> dict[str, int]:
        """The number of differences by reason, every reason named."""
        found = Counter(e.reason for each in self.compared for e in each.explanations)
        found.update(e.reason for each in self.outside for e in each.explanations)
        return {str(reason): found[reason] for reason in Reason}

    @property
    def explained(self) -> bool:
        """Tell whether every difference has a reason."""
        return self.reasons()[Reason.UNEXPLAINED] == 0
