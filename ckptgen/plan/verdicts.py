"""From evidence to one verdict a table, each with its reason."""

from dataclasses import dataclass, field

from ckptgen.csource.model import EntryStyle
from ckptgen.plan.answers import Answer, both
from ckptgen.plan.facts import TableFacts, direct_users_of, users_of
from ckptgen.plan.model import Evidence, Verdict
from ckptgen.plan.owners import Owners
from ckptgen.plan.predicates import evaluate
from ckptgen.plan.seekable import AbsentLlseek
from ckptgen.plan.standing import Listed, Standings, is_directory_table
from ckptgen.sempatch.model import Action, Add, Decision, SemanticPatch, Standing

NULL = "NULL"
_OF_STANDING = {
    Standing.DENY: Verdict.DENY,
    Standing.ELSEWHERE: Verdict.ELSEWHERE,
    Standing.TODO: Verdict.TODO,
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict before any edit is tried. ``value`` is what the entry is to be given where the verdict changes the
    table.
    """

    verdict: Verdict
    reason: str
    evidence: tuple[Evidence, ...]
    group: str
    users: tuple[str, ...]
    value: str = ""


@dataclass(slots=True)
class Judge:
    """Judges tables by one semantic patch; remembers which of its decisions were used."""

    patch: SemanticPatch
    standings: Standings
    owners: Owners
    absent: AbsentLlseek
    used: set[tuple[str, str]] = field(default_factory=set)
    """The paths and names of the tables that decisions met."""

    def judge(self, facts: TableFacts, change: Add) -> Judgement:
        """Return the verdict on one table for one change: entry, decision, lists, evidence, in this order."""
        table = facts.table
        users = users_of(facts, self.owners)
        deciding = self._deciding(facts, users)
        decision = self._decision(facts)
        # What several filesystems use and none of them owns is filed under its own name.
        others = set(deciding) - {facts.owner}
        at_home = facts.owner in deciding and self.owners.in_filesystem(table.path)
        own = not others or at_home or self.standings.named(facts.owner)
        group = facts.owner if own else table.variable
        verdict, reason, evidence, value = self._judge(facts, change, decision, deciding)
        return Judgement(verdict, reason, evidence, group, users, value)

    def _decision(self, facts: TableFacts) -> Decision | None:
        for decision in self.patch.decisions:
            if (decision.path, decision.table) == (facts.table.path, facts.table.name):
                self.used.add((decision.path, decision.table))
                return decision
        return None

    def _deciding(self, facts: TableFacts, users: tuple[str, ...]) -> tuple[str, ...]:
        """Return the users whose standing decides on the table.

        A use through a macro holds in one branch of the configuration only: it can join the others, not stand against
        them, unless there are no others. VFS code and headers that no list names are no filesystem and have no say.
        """
        directory = is_directory_table(facts.table)
        direct = direct_users_of(facts, self.owners)
        standing = {name: self.standings.of(name, directory=directory).standing for name in users}
        names = [name for name in users if not direct or name in direct or standing[name] is Standing.ALLOW]
        return tuple(name for name in names if standing[name] is not None or not _is_common_code(name))

    def _judge(
        self, facts: TableFacts, change: Add, decision: Decision | None, users: tuple[str, ...]
    ) -> tuple[Verdict, str, tuple[Evidence, ...], str]:
        existing = _existing(facts, change)
        if decision is not None:
            said = (Evidence("decision", f"{decision.action}: {decision.because}", self.patch.path, decision.line),)
            if decision.action is Action.EXCLUDE:
                return Verdict.DENY, decision.because, said, ""
            if existing is None:
                opts_out = decision.action is Action.OPT_OUT
                verdict, value = (Verdict.OPT_OUT, NULL) if opts_out else (Verdict.ADD, change.value)
                return verdict, f"by decision: {decision.because}", said, value
            return *existing[:2], (*existing[2], *said), ""
        if existing is not None:
            return *existing, ""
        if set(users) - {facts.owner}:
            return self._judge_shared(facts, change, users)
        listed = self.standings.of(facts.owner, directory=is_directory_table(facts.table))
        return self._judge_listed(facts, change, facts.owner, listed)

    def _judge_listed(
        self, facts: TableFacts, change: Add, name: str, listed: Listed
    ) -> tuple[Verdict, str, tuple[Evidence, ...], str]:
        """Judge by where the one filesystem that uses the table stands."""
        if listed.standing is None:
            return Verdict.UNDECIDED, f"{name} is on no list", self._qualifies(facts).evidence, ""
        if listed.standing is not Standing.ALLOW:
            reason = listed.because or f"{name} is on the {listed.standing} list"
            return _OF_STANDING[listed.standing], reason, listed.evidence, ""
        answer = self._qualifies(facts)
        evidence = (*listed.evidence, *answer.evidence)
        if answer.holds:
            return Verdict.ADD, answer.why, evidence, change.value
        unclear = "does not qualify" if answer.holds is False else "unclear"
        return Verdict.UNDECIDED, f"{unclear}: {answer.why}", evidence, ""

    def _qualifies(self, facts: TableFacts) -> Answer:
        answer = evaluate(self.patch.qualifies, facts, self.absent)
        for entry in facts.table.entries:
            if entry.style is EntryStyle.MACRO and not facts.table.problem:
                hidden = Answer(None, f"the macro {entry.value} may give it the entry already")
                answer = both(answer, hidden)
        return answer

    def _judge_shared(
        self, facts: TableFacts, change: Add, users: tuple[str, ...]
    ) -> tuple[Verdict, str, tuple[Evidence, ...], str]:
        """Judge a table that others than its owner use, by where they all stand."""
        directory = is_directory_table(facts.table)
        names = sorted({*users, facts.owner} if self.standings.named(facts.owner) else set(users))
        listed = {name: self.standings.of(name, directory=directory) for name in names}
        standings = {entry.standing for entry in listed.values()}
        answer = self._qualifies(facts)
        evidence = (*(e for entry in listed.values() for e in entry.evidence), *answer.evidence)
        who = ", ".join(f"{name} ({entry.standing or 'on no list'})" for name, entry in listed.items())
        if standings == {Standing.ALLOW}:
            if answer.holds:
                return Verdict.ADD, f"shared by {', '.join(names)}, which all qualify", evidence, change.value
            return Verdict.UNDECIDED, f"shared by {', '.join(names)}: {answer.why}", evidence, ""
        if len(standings) == 1 and None not in standings:
            return self._judge_listed(facts, change, names[0], listed[names[0]])
        if standings <= {Standing.ALLOW, None}:
            return Verdict.UNDECIDED, f"shared by {who}", evidence, ""
        return Verdict.SHARED, f"shared by filesystems of different standing: {who}", evidence, ""


def _is_common_code(owner: str) -> bool:
    """Tell whether an owner is a file right in fs/, the VFS or a library of it, or a header that all share."""
    return owner.startswith(("fs/", "include/"))


def _existing(facts: TableFacts, change: Add) -> tuple[Verdict, str, tuple[Evidence, ...]] | None:
    """Return the verdict on a table that has the entry already."""
    entries = [entry for entry in facts.table.entries if entry.field == change.field]
    if not entries:
        return None
    evidence = tuple(Evidence("entry", f".{e.field} is {e.value}", facts.table.path, e.line) for e in entries)
    values = {entry.value for entry in entries}
    if values == {change.value}:
        return Verdict.PRESENT, f".{change.field} is {change.value} already", evidence
    if values == {NULL}:
        return Verdict.OPT_OUT, f".{change.field} is {NULL} already", evidence
    return Verdict.DIFFERS, f".{change.field} is {' or '.join(sorted(values))}", evidence
