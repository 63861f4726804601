"""All that a check looks at: the series, what it makes of the tree, and the plan that it is held against."""

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property

from ckptgen.csource.structs import StructDefinition, find_definition
from ckptgen.csource.text import SourceText
from ckptgen.csource.values import is_null as is_null_value
from ckptgen.plan.facts import TableFacts
from ckptgen.plan.model import Evidence, Plan, PlannedTable
from ckptgen.plan.owners import Owners
from ckptgen.plan.survey import Survey
from ckptgen.review.findings import RULES, Finding, Rule, Severity
from ckptgen.review.gains import Gain, Gains, Key
from ckptgen.review.model import Series
from ckptgen.review.replay import Replay
from ckptgen.sempatch.model import Add, SemanticPatch
from ckptgen.tree.model import NoContentError


@dataclass(frozen=True)
class Held:
    """A series under review; ``plan`` is that of the tree under it, or under what follows the user's core patches."""

    series: Series
    replay: Replay
    survey: Survey
    plan: Plan
    only: tuple[str, ...]
    """The filesystems that it was narrowed to."""

    @property
    def patch(self) -> SemanticPatch:
        return self.survey.patch

    @property
    def owners(self) -> Owners:
        return self.survey.judge.owners

    @cached_property
    def touched(self) -> frozenset[str]:
        """The paths that patches of the series change."""
        return frozenset(path for patch in self.series.patches for path in patch.paths)

    @property
    def phases(self) -> tuple[str, ...] | None:
        """The phases that a series of ckptgen's was written with, None where it has no manifest."""
        manifest = self.series.manifest
        return manifest.options.phases if manifest else None

    @cached_property
    def elsewhere(self) -> frozenset[str]:
        """The tables that other batches of the same run of ckptgen's change or make, as ``PATH:NAME``."""
        batch = self.series.manifest.options.batch if self.series.manifest else None
        return batch.elsewhere if batch else frozenset()

    def leaves_out(self, phase: str) -> bool:
        """Tell whether the series was asked to leave out a phase."""
        return self.phases is not None and phase not in self.phases


@dataclass(frozen=True)
class Case(Held):
    """A series that is held against the one entry that the semantic patch adds."""

    gains: Gains
    change: Add

    @cached_property
    def added(self) -> tuple[Gain, ...]:
        """The entries that tables of the semantic patch's struct gain."""
        return tuple(gain for gain in self.gains.entries if gain.struct == self.patch.struct)

    @cached_property
    def planned(self) -> dict[Key, tuple[PlannedTable, TableFacts]]:
        """Each table of the plan with what is known of it."""
        facts = {(each.table.path, each.table.open): each for each in self.survey.facts.tables}
        found: dict[Key, tuple[PlannedTable, TableFacts]] = {}
        seen: Counter[tuple[str, str]] = Counter()
        for planned in self.plan.tables:
            table = planned.table
            name = (table.path, table.name)
            found[*name, seen[name]] = (planned, facts[table.path, table.open])
            seen[name] += 1
        return found

    @cached_property
    def header(self) -> tuple[SourceText, StructDefinition] | None:
        """The header that defines the struct, as it is behind the series."""
        definition = self.survey.collection.definition
        if definition is None:
            return None
        try:
            text = SourceText(definition.path, self.replay.after.read(definition.path))
        except NoContentError:
            return None
        found = find_definition(text, self.patch.struct)
        return (text, found) if found else None

    @cached_property
    def positions(self) -> dict[str, int]:
        """The zero-based place of each member in the struct's declaration."""
        return self.header[1].positions() if self.header else {}

    def finding(
        self,
        rule: Rule,
        gain: Gain,
        message: str,
        evidence: tuple[Evidence, ...] = (),
        severity: Severity | None = None,
    ) -> Finding:
        """Return what is to be said of one entry that the series adds."""
        return Finding(
            rule,
            severity or RULES[rule].severity,
            message,
            gain.path,
            gain.line,
            gain.patch.name,
            gain.patch_line,
            gain.table,
            self.owners.of(gain.path),
            evidence,
        )


def accepted(finding: Finding, because: str) -> Finding:
    """Return the finding as one that a decision of the semantic patch makes no fault."""
    return replace(finding, accepted=because)


def is_null(gain: Gain) -> bool:
    return is_null_value(gain.value)
