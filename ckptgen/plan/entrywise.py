"""What a table has: the one evaluator of its entries, for every change, predicate and report.

A field's claims are the table's own entries for it and those that macros among the entries bring. What may hold more
is hidden: a macro that nothing defines, values without designators, an ``#include``.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ckptgen.csource.macros import Expansion, Macro, Macros, brought_entries, expansions
from ckptgen.csource.model import Arm, Entry, EntryStyle, Table
from ckptgen.csource.values import hides_entry, is_null, names_one, normal_value, same_value
from ckptgen.plan.answers import Answer, negated
from ckptgen.plan.model import Evidence
from ckptgen.sempatch.conditions import Equals, Has, Lacks, Matches, OneOf

NO_MACROS: Macros = {}


@dataclass(frozen=True, slots=True)
class Claim:
    """What one place of a table gives a field.

    ``entry`` is the table's own, or the macro's that brings the field; ``brought`` are then the macros that were
    replaced. ``arms`` are the entry's, and behind them the choice among the definitions of these macros. ``partial``
    tells that only a part of the member is given, as ``.field.part``: its ``value`` is empty.
    """

    entry: Entry
    value: str
    arms: tuple[Arm, ...]
    brought: tuple[Macro, ...] = ()
    partial: bool = False

    def macro_for(self, name: str) -> Macro | None:
        """Return the macro that brings the field ``name``: of those that were replaced, the one that names it."""
        named = re.compile(rf"\.\s*{re.escape(name)}\b|\b{re.escape(name)}\s*:", re.ASCII)
        return next((macro for macro in self.brought if named.search(macro.body)), next(iter(self.brought), None))


@dataclass(frozen=True, slots=True)
class Contents:
    """What a table says. ``choices`` gives the number of expansions of a macro entry by the start of its arms, which
    no conditional has; ``hidden`` are the places that may say more, each with a sentence about a field.
    ``conditions`` are those of conditionals by their start: a name, and whether the first branch is there with it.
    """

    table: Table
    macros: Macros
    by_field: Mapping[str, tuple[Claim, ...]]
    choices: Mapping[int, int]
    hidden: tuple[tuple[str, Evidence], ...] = ()
    conditions: Mapping[int, tuple[str, bool]] = field(default_factory=dict)

    def claims(self, name: str) -> tuple[Claim, ...]:
        """Return what the table says of a field, in the order of the text."""
        return self.by_field.get(name, ())

    def always(self, claims: Sequence[Claim]) -> bool:
        """Tell whether some claim holds whatever the macros stand for; a conditional of the table itself counts not."""
        chosen: dict[int, set[int]] = {}
        for claim in claims:
            choice = claim.arms[-1] if claim.arms and claim.arms[-1].start in self.choices else None
            if choice is None:
                return True
            chosen.setdefault(choice.start, set()).add(choice.branch)
        return any(len(branches) == self.choices[start] for start, branches in chosen.items())

    def absent(self, name: str) -> Answer:
        """Return the answer for a field that no claim is about."""
        for why, evidence in self.hidden:
            return Answer(None, why.format(f".{name}"), (evidence,))
        return Answer(False, f"it has no .{name}")

    def expanded(self, value: str) -> tuple[Expansion, ...] | None:
        """Return what a value stands for, through macros; None where that is too much to follow."""
        return expansions(value, self.macros)


def contents_of(
    table: Table, macros: Macros = NO_MACROS, conditions: Mapping[int, tuple[str, bool]] | None = None
) -> Contents:
    """Read what the table says, with the definitions that its file can mean."""
    by_field: dict[str, list[Claim]] = {}
    choices: dict[int, int] = {}
    hidden = list(_hidden_in(table))
    for entry in table.entries:
        if entry.field:
            _file(by_field, entry.field, Claim(entry, entry.value, entry.arms))
            continue
        found = expansions(entry.value, macros)
        for number, expansion in enumerate(found or ()):
            arms = entry.arms
            if found is not None and len(found) > 1:
                arms = (*arms, Arm(-1 - entry.start, number))
                choices[-1 - entry.start] = len(found)
            for name, value in brought_entries(expansion.text):
                if name:
                    _file(by_field, name, Claim(entry, value, arms, expansion.used))
                elif value and not (is_null(value) and len(table.entries) == 1):
                    # Alone, a zero gives every member its default.
                    hidden.append(_unknown_entry(table, entry))
        if found is None:
            hidden.append(_unknown_entry(table, entry))
    claims = {name: tuple(claims) for name, claims in by_field.items()}
    return Contents(table, macros, claims, choices, tuple(dict.fromkeys(hidden)), conditions or {})


def _file(by_field: dict[str, list[Claim]], name: str, claim: Claim) -> None:
    """File a claim under the field, and under the member that the field is a part of."""
    by_field.setdefault(name, []).append(claim)
    whole = re.split(r"[.\[]", name, maxsplit=1)[0]
    if whole not in ("", name):
        by_field.setdefault(whole, []).append(Claim(claim.entry, "", claim.arms, claim.brought, partial=True))


def _unknown_entry(table: Table, entry: Entry) -> tuple[str, Evidence]:
    if entry.style is EntryStyle.MACRO:
        evidence = Evidence("entry", f"the macro {entry.value}", table.path, entry.line)
        return "it has no {} that can be seen, and a macro that may hold one", evidence
    evidence = Evidence("entry", f"{entry.value} without a designator", table.path, entry.line)
    return "whether it has {} cannot be told from values without designators", evidence


def _hidden_in(table: Table) -> Iterator[tuple[str, Evidence]]:
    """Yield what may hold an entry that was not read as one."""
    if table.hidden:
        evidence = Evidence("entry", table.hidden, table.path, table.line)
        yield "whether it has {} cannot be told: " + table.hidden.replace("{", "{{").replace("}", "}}"), evidence
    for entry in table.entries:
        if entry.field and "##" in entry.field:
            evidence = Evidence("entry", f".{entry.field} is pasted together", table.path, entry.line)
            yield "whether it has {} cannot be told from a designator that a macro pastes together", evidence
        elif entry.field and hides_entry(entry.value):
            evidence = Evidence("entry", f".{entry.field} is {entry.value}", table.path, entry.line)
            yield "whether it has {} cannot be told from two entries without a comma between them", evidence


# --- conditions -----------------------------------------------------------------------------------------------------


def answer_entry(condition: Has | Lacks | Equals | OneOf | Matches, contents: Contents) -> Answer:
    """Return whether the condition holds of the table."""
    match condition:
        case Has(name):
            return has(name, contents)
        case Lacks(name):
            return negated(has(name, contents))
        case Equals(name, value):
            return _value(name, contents, lambda found: same_value(found, value))
        case OneOf(name, values):
            return _value(name, contents, lambda found: _any(same_value(found, value) for value in values))
        case Matches(name, pattern):
            wanted = re.compile(pattern, re.ASCII)
            return _value(name, contents, lambda found: _matches(found, wanted))


def has(name: str, contents: Contents) -> Answer:
    """Return whether the table has an entry for the field, its own or a macro's."""
    claims = contents.claims(name)
    if not claims:
        return contents.absent(name)
    own = [claim for claim in claims if not claim.brought]
    evidence = evidence_of(name, contents.table, (own or claims)[:1])
    if not contents.always(claims):
        return Answer(None, f"the macro {claims[0].entry.value} may give it .{name}", evidence)
    return Answer(True, f"it has .{name}", evidence)


def matched(value: str, contents: Contents, wanted: Callable[[str], bool | None]) -> bool | None:
    """Return what ``wanted`` says of a value: of its text, else of all that it stands for through macros."""
    holds = wanted(value)
    expanded = contents.expanded(value)
    if holds or expanded is None:
        return holds or None
    answers = {wanted(each.text) for each in expanded}
    return answers.pop() if len(answers) == 1 else None


def evidence_of(name: str, table: Table, claims: Sequence[Claim]) -> tuple[Evidence, ...]:
    """Return the claims as evidence, with the definitions of the macros that bring them."""
    return tuple(dict.fromkeys(each for claim in claims for each in _places(name, table, claim)))


def _places(name: str, table: Table, claim: Claim) -> Iterator[Evidence]:
    entry = claim.entry
    shown = f".{entry.field} is {entry.value}" if entry.field else f"the macro {entry.value}"
    yield Evidence("entry", shown, table.path, entry.line)
    if macro := claim.macro_for(name):
        yield Evidence("macro", f"{macro.name} gives .{name}", macro.path, macro.line)


def macros_behind(value: str, contents: Contents) -> tuple[Evidence, ...]:
    """Return the definitions that a value goes through."""
    used = (macro for each in contents.expanded(value) or () for macro in each.used)
    return tuple(Evidence("macro", _defined(macro), macro.path, macro.line) for macro in dict.fromkeys(used))


def _defined(macro: Macro) -> str:
    if macro.is_parameter:
        return f"{macro.name} is an argument of the macro around the table"
    return f"{macro.name} is a macro for {macro.body or 'nothing'}"


def shown_values(claims: Sequence[Claim]) -> str:
    """Return the values for a sentence: ``a or b``."""
    return " or ".join(sorted({claim.value or "given in part" for claim in claims}))


def _value(name: str, contents: Contents, wanted: Callable[[str], bool | None]) -> Answer:
    claims = contents.claims(name)
    if not claims:
        return contents.absent(name)
    answers = {None if claim.partial else matched(claim.value, contents, wanted) for claim in claims}
    if not contents.always(claims):
        answers.add(False)
    # Branches of a conditional that differ answer differently.
    holds = answers.pop() if len(answers) == 1 else None
    evidence = evidence_of(name, contents.table, claims)
    evidence += tuple(each for claim in claims for each in macros_behind(claim.value, contents))
    return Answer(holds, f"its .{name} is {shown_values(claims)}", tuple(dict.fromkeys(evidence)))


def _any(answers: Iterator[bool | None]) -> bool | None:
    found = set(answers)
    return True if True in found else None if None in found else False


def _matches(found: str, wanted: re.Pattern[str]) -> bool | None:
    if wanted.fullmatch(found) or wanted.fullmatch(normal_value(found)):
        return True
    return names_one(found, lambda name: wanted.fullmatch(name) is not None)
