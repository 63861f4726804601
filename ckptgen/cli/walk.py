"""The dialog of ``ckptgen triage``: one question a table, line by line, each answer written at once."""

import sys
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from rich.console import Console

from ckptgen.cli.decide import line_of, parse_target, rewrite
from ckptgen.errors import CkptgenError
from ckptgen.plan.explain import explain_table
from ckptgen.plan.survey import Survey
from ckptgen.plan.waiting import Waiting, look_at, with_decisions
from ckptgen.report.shapes import printable
from ckptgen.report.triage import HELP, message, show, table_view, verdict_lines
from ckptgen.sempatch.model import Action, Decision, SemanticPatch
from ckptgen.sempatch.reader import parse_semantic_patch, read_bytes
from ckptgen.sempatch.replacing import put_decision
from ckptgen.sempatch.words import reason_problem

MOST_NEIGHBOURS = 12
KEYS = ("include", "exclude", "opt-out", "skip", "back", "quit", "?")
"""The answers; the first letter of each is enough."""


@dataclass(slots=True)
class Walk:
    """Where a person is in the queue, and what they have said so far.

    ``file`` is the semantic patch that is edited and ``name`` what ``-p`` calls it. ``answers`` are the decisions that
    this walk wrote, ``skipped`` the tables that were left as they are, ``at`` the number of the one that comes next.
    """

    survey: Survey
    file: Path
    name: str
    queue: tuple[Waiting, ...]
    console: Console
    at: int = 0
    answers: dict[Waiting, Decision] = field(default_factory=dict)
    skipped: set[Waiting] = field(default_factory=set)


def walk_through(walk: Walk) -> None:
    """Ask about each table until the last one is behind, or until the person quits or ends the input."""
    _prepare_input()
    shown = None
    try:
        while walk.at < len(walk.queue):
            if shown != walk.at:
                shown = walk.at
                _show(walk)
            answer = _ask(f"{_place(walk)} {walk.queue[walk.at].name} [i,e,o,s,b,q,?] ")
            if answer == "quit":
                return
            _obey(walk, answer)
    except EOFError:
        # What is said next is not to stand behind the question.
        show(walk.console, message(""))
    except KeyboardInterrupt:
        show(walk.console, message(""))
        raise


def _obey(walk: Walk, answer: str) -> None:
    """Do what one answer asks for; quitting is the caller's."""
    table = walk.queue[walk.at]
    match answer:
        case "skip":
            if table not in walk.answers:
                walk.skipped.add(table)
            walk.at += 1
        case "back" if walk.at:
            walk.at -= 1
        case "back":
            show(walk.console, message("this is the first one"))
        case "include" | "exclude" | "opt-out":
            try:
                _decide(walk, table, Action(answer))
            except CkptgenError as error:
                show(walk.console, message(f"nothing is written: {error.what}", "red"))
                show(walk.console, message(error.hint) if error.hint else ())
        case "?":
            show(walk.console, message(HELP))
        case _:
            show(walk.console, message("no such answer; ? explains them" if answer else "? explains the answers"))


def _ask(question: str) -> str:
    """Return the answer to a question: one of ``KEYS``, an empty text, or what was typed instead."""
    said = input(printable(question)).strip().lower()
    return next((key for key in KEYS if said == key[0]), said)


def _decide(walk: Walk, table: Waiting, action: Action) -> None:
    """Ask why, write the decision, and go on; an empty reason leads back to the question."""
    # A table that no decision can name is refused before anything is asked about it.
    parse_target(f"{table.path}:{table.name}")
    because = input(printable(f"why {action}? ")).strip()
    if not because:
        show(walk.console, message("without a reason nothing is decided"))
        return
    _remember(because)
    if problem := reason_problem(because):
        raise CkptgenError(f"the reason {problem}")
    wanted = Decision(table.path, table.name, action, because, 0)
    mine = walk.answers.get(table)
    data, changed = rewrite(walk.file, lambda old: put_decision(old, str(walk.file), wanted, mine))
    walk.answers[table] = wanted
    walk.skipped.discard(table)
    walk.at += 1
    patch = parse_semantic_patch(data, str(walk.file), walk.name)
    walk.survey = with_decisions(walk.survey, patch.decisions)
    done = f"{action} {table.path}:{table.name}" if changed else "says so already"
    show(walk.console, message(f"{walk.file}:{line_of(patch, table.path, table.name, None)}: {done}", "bold"))
    show(walk.console, verdict_lines(explain_table(walk.survey, table.path, table.name)))


def _show(walk: Walk) -> None:
    """Show the table that comes next, under the decisions that the file holds now."""
    table = walk.queue[walk.at]
    try:
        patch = _read(walk)
        walk.survey = with_decisions(walk.survey, patch.decisions)
    except CkptgenError as error:
        show(walk.console, message(f"shown as it was read before: {error.what}", "red"))
    view = look_at(walk.survey, table, MOST_NEIGHBOURS)
    show(walk.console, table_view(table, view, _place(walk), _answered(walk, table)))


def _read(walk: Walk) -> SemanticPatch:
    return parse_semantic_patch(read_bytes(walk.file), str(walk.file), walk.name)


def _place(walk: Walk) -> str:
    return f"{walk.at + 1} of {len(walk.queue)}"


def _answered(walk: Walk, table: Waiting) -> str:
    """Say what is decided about the table, or return an empty text."""
    for there in walk.survey.patch.decisions:
        if (there.path, there.table) == table.key:
            mine = walk.answers.get(table) == replace(there, line=0)
            said = f"{walk.file}:{there.line}: {there.action}: {there.because}"
            return f"{said} (another answer replaces it)" if mine else said
    return ""


def opening_line(walk: Walk, others: int) -> str:
    """Say how many tables there are to ask about, and how many ``others`` have the same verdicts."""
    count = len(walk.queue)
    first = f"{count} table{'s' * (count != 1)} to decide about" if count else "no table to decide about"
    if not others:
        return first
    return f"{first}; {others} more in filesystems that stand on no list: name a DIR, --only FS, or --all"


def closing_lines(walk: Walk) -> list[str]:
    """Say what was decided and where it stands, and how much is left."""
    try:
        lines = {(there.path, there.table): f":{there.line}" for there in _read(walk).decisions}
    except CkptgenError:
        lines = {}
    said = [
        printable(f"{walk.file}{lines.get(table.key, '')}: {answer.action} {table.path}:{table.name}")
        for table, answer in walk.answers.items()
    ]
    left = len(walk.queue) - len(walk.answers) - len(walk.skipped)
    return [*said, f"{len(walk.answers)} decided, {len(walk.skipped)} skipped, {left} left"]


def _prepare_input() -> None:
    """Let the person edit a line, and fetch an earlier reason back, where Python has readline."""
    # What is typed need not be text of this locale; the check of the reason says so.
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(errors="surrogateescape")
    with suppress(ImportError):
        import readline

        # Of the answers nobody wants an earlier one; names of files are no part of a reason.
        readline.set_auto_history(False)
        readline.set_completer(lambda text, state: None)


def _remember(because: str) -> None:
    with suppress(ImportError, UnicodeEncodeError):
        import readline

        readline.add_history(because)
