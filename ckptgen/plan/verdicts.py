"""From evidence to one verdict a table, each with its reason."""

from dataclasses import dataclass, field, replace

from ckptgen.csource.values import NULL
from ckptgen.plan.answers import Answer, both
from ckptgen.plan.asked import SETTLED, Asked, what_is_asked
from ckptgen.plan.facts import TableFacts, direct_users_of, users_of
from ckptgen.plan.model import Evidence, Verdict
from ckptgen.plan.owners import Owners
from ckptgen.plan.predicates import evaluate
from ckptgen.plan.seekable import AbsentLlseek
from ckptgen.plan.standing import Listed, Standings, is_directory_table
from ckptgen.sempatch.model import (
    Action,
    Add,
    Change,
    Constify,
    Decision,
    Move,
    Remove,
    Rename,
    Replace,
    SemanticPatch,
    Standing,
)

_DONE: dict[type[Change], Verdict] = {
    Add: Verdict.ADD,
    Remove: Verdict.REMOVE,
    Replace: Verdict.REPLACE,
    Rename: Verdict.RENAME,
    Move: Verdict.MOVE,
    Constify: Verdict.CONSTIFY,
}
_OF_STANDING = {
    Standing.DENY: Verdict.DENY,
    Standing.ELSEWHERE: Verdict.ELSEWHERE,
    Standing.TODO: Verdict.TODO,
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict before any edit is tried. ``change`` is what is to be done to the table, None where the verdict leaves
    it as it is.
    """

    verdict: Verdict
    reason: str
    evidence: tuple[Evidence, ...]
    group: str
    users: tuple[str, ...]
    change: Change | None = None


_Answered = tuple[Verdict, str, tuple[Evidence, ...], Change | None]


@dataclass(slots=True)
class Judge:
    """Judges tables by one semantic patch; remembers which of its decisions were used."""

    patch: SemanticPatch
    standings: Standings
    owners: Owners
    absent: AbsentLlseek
    used: set[tuple[str, str]] = field(default_factory=set)
    """The paths and names of the tables that decisions met."""

    def judge(self, facts: TableFacts, change: Change) -> Judgement:
        """Return the verdict on one table for one change: entry, decision, lists, evidence, in this order."""
        table = facts.table
        users = users_of(facts, self.owners)
        deciding = self._deciding(facts, users)
        decision = self._decision(facts)
        # What several filesystems use and none of them owns is filed under its own name.
        others = set(deciding) - {facts.owner}
        at_home = facts.owner in deciding and self.owners.in_filesystem(table.path)
        own = not others or at_home or self.standings.named(facts.owner) or self._everywhere(facts)
        group = facts.owner if own else table.variable
        verdict, reason, evidence, made = self._judge(facts, change, decision, deciding)
        return Judgement(verdict, reason, evidence, group, users, made)

    def _everywhere(self, facts: TableFacts) -> bool:
        """Tell whether no list tells the table's owner from its other users."""
        return self.standings.of(facts.owner, directory=is_directory_table(facts.table)).everywhere

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

    def _judge(self, facts: TableFacts, change: Change, decision: Decision | None, users: tuple[str, ...]) -> _Answered:
        asked = what_is_asked(change, facts.contents)
        if decision is not None:
            said = (Evidence("decision", f"{decision.action}: {decision.because}", self.patch.path, decision.line),)
            if decision.action is Action.EXCLUDE and asked.verdict is not Verdict.NOTHING:
                return Verdict.DENY, decision.because, said, None
            if asked.verdict in SETTLED:
                return asked.verdict, asked.why, (*asked.evidence, *said), None
            done = _done(asked, change, f"by decision: {decision.because}", said)
            return _opted_out(done) if decision.action is Action.OPT_OUT else done
        if asked.verdict in SETTLED:
            return asked.verdict, asked.why, asked.evidence, None
        if set(users) - {facts.owner}:
            return self._judge_shared(facts, change, asked, users)
        listed = self.standings.of(facts.owner, directory=is_directory_table(facts.table))
        return self._judge_listed(facts, change, asked, (facts.owner, listed))

    def _judge_listed(self, facts: TableFacts, change: Change, asked: Asked, of: tuple[str, Listed]) -> _Answered:
        """Judge by where the one filesystem that uses the table stands."""
        name, listed = of
        if listed.standing is None:
            return Verdict.UNDECIDED, f"{name} is on no list", self._qualifies(facts, change, asked).evidence, None
        if listed.standing is not Standing.ALLOW:
            reason = listed.because or f"{name} is on the {listed.standing} list"
            return _OF_STANDING[listed.standing], reason, listed.evidence, None
        answer = self._qualifies(facts, change, asked)
        evidence = (*listed.evidence, *answer.evidence)
        if answer.holds:
            return _done(asked, change, answer.why, evidence)
        if answer.holds is False and listed.everywhere:
            # Nobody has said of this table's owner that it is to change.
            return Verdict.NOTHING, answer.why, evidence, None
        unclear = "does not qualify" if answer.holds is False else "unclear"
        return Verdict.UNDECIDED, f"{unclear}: {answer.why}", evidence, None

    def _qualifies(self, facts: TableFacts, change: Change, asked: Asked) -> Answer:
        answer = evaluate(change.where or self.patch.qualifies, facts, self.absent)
        return (
            answer if asked.verdict is not Verdict.UNDECIDED else both(answer, Answer(None, asked.why, asked.evidence))
        )

    def _judge_shared(self, facts: TableFacts, change: Change, asked: Asked, users: tuple[str, ...]) -> _Answered:
        """Judge a table that others than its owner use, by where they all stand."""
        directory = is_directory_table(facts.table)
        names = sorted({*users, facts.owner} if self.standings.named(facts.owner) else set(users))
        listed = {name: self.standings.of(name, directory=directory) for name in names}
        standings = {entry.standing for entry in listed.values()}
        answer = self._qualifies(facts, change, asked)
        evidence = (*dict.fromkeys(e for entry in listed.values() for e in entry.evidence), *answer.evidence)
        who = ", ".join(f"{name} ({entry.standing or 'on no list'})" for name, entry in listed.items())
        if standings == {Standing.ALLOW}:
            if answer.holds:
                return _done(asked, change, f"shared by {', '.join(names)}, which all qualify", evidence)
            if answer.holds is False and all(entry.everywhere for entry in listed.values()):
                return Verdict.NOTHING, answer.why, evidence, None
            return Verdict.UNDECIDED, f"shared by {', '.join(names)}: {answer.why}", evidence, None
        if len(standings) == 1 and None not in standings:
            return self._judge_listed(facts, change, asked, (names[0], listed[names[0]]))
        if standings <= {Standing.ALLOW, None}:
            return Verdict.UNDECIDED, f"shared by {who}", evidence, None
        return Verdict.SHARED, f"shared by filesystems of different standing: {who}", evidence, None


def _done(asked: Asked, change: Change, reason: str, evidence: tuple[Evidence, ...]) -> _Answered:
    """Return the verdict on a table that is to change, as far as its own text can be."""
    if asked.verdict is Verdict.UNSUPPORTED:
        why = f"qualifies ({reason}), but cannot be edited safely: {asked.why}"
        return Verdict.UNSUPPORTED, why, (*evidence, *asked.evidence), None
    return _DONE[type(change)], reason, evidence, change


def _opted_out(done: _Answered) -> _Answered:
    """Return the verdict with an explicit NULL for what a table was to gain."""
    _, reason, evidence, made = done
    if not isinstance(made, Add):
        return done
    return Verdict.OPT_OUT, reason, evidence, replace(made, value=NULL, include="")


def _is_common_code(owner: str) -> bool:
    """Tell whether an owner is a file right in fs/, the VFS or a library of it, or a header that all share."""
    return owner.startswith(("fs/", "include/"))
