"""The verdict on a table by lists and evidence alone, and on tables that the series makes itself."""

from dataclasses import replace

from ckptgen.csource.functions import find_function
from ckptgen.csource.uses import find_uses
from ckptgen.plan.answers import Answer
from ckptgen.plan.facts import TableFacts
from ckptgen.plan.predicates import evaluate
from ckptgen.plan.search import search_uses
from ckptgen.plan.verdicts import Judge, Judgement
from ckptgen.review.case import Case
from ckptgen.review.gains import Found


def natural(case: Case, facts: TableFacts) -> Judgement:
    """Return the verdict that the table would have if nobody had decided about it, without the entry."""
    judge = case.survey.judge
    bare = Judge(replace(judge.patch, decisions=()), judge.standings, judge.owners, judge.absent)
    entries = tuple(entry for entry in facts.table.entries if entry.field != case.change.field)
    return bare.judge(replace(facts, table=replace(facts.table, entries=entries)), case.change)


def answer(case: Case, facts: TableFacts) -> Answer:
    """Return whether the table qualifies by itself."""
    return evaluate(case.patch.qualifies, facts, case.survey.judge.absent)


def facts_of_new(case: Case, found: Found) -> TableFacts:
    """Return what is known of a table that the series makes: the uses of its name behind the series."""
    text, table = found.text, found.table
    uses = tuple(find_uses(text, [table.variable])) if table.variable.isidentifier() else ()
    if not table.static and table.variable.isidentifier():
        others = search_uses(case.replay.after, [table.variable])
        uses = (*uses, *(use for use in others if use.path != text.path))
    opens = (find_function(text, value) for value in table.values("open") if value.isidentifier())
    return TableFacts(table, case.owners.of(text.path), uses, (), tuple(each for each in opens if each))
