"""The changes that are asked for, as values of our own: as a semantic patch, and what each must come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from tests.fuzz.lexer import words
from tests.fuzz.oracle import Item, Path, final
from tests.fuzz.templates import Shape

KINDS = ("add", "remove", "replace", "rename", "move", "constify")
GUARD = "CONFIG_DEMO_GUARD"
Value = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One change; ``place`` is ``declared``, ``last`` or a field, empty texts are what is not said."""

    kind: str
    field: str = ""
    value: str = ""
    was: str = ""
    to: str = ""
    place: str = "declared"
    include: str = ""
    guarded: bool = False

    def rule(self, struct: str) -> str:
        """Return the semantic patch that asks for it."""
        place = {"declared": "", "last": ", place=last()"}.get(self.place, f', place=after("{self.place}")')
        was = f', was="{self.was}"' if self.was else ""
        include = f', include="{self.include}"' if self.include else ""
        value = f', value="{self.value}"' if self.value else ""
        said = {
            "add": f'add("{self.field}", "{self.value}"{place}{include})',
            "remove": f'remove("{self.field}"{was})',
            "replace": f'replace("{self.field}", "{self.value}"{was}{include})',
            "rename": f'rename("{self.field}", "{self.to}"{value}{was}{include})',
            "move": f'move("{self.field}"{place})',
            "constify": "constify()",
        }
        guard = f'\noption = "{GUARD}"\nguard = ifdef\n' if self.guarded else ""
        return (
            f'"""Fuzz.\n\nA change to try.\n"""\n\nstruct = "{struct}"\n\nchange = {said[self.kind]}\n{guard}\n'
            "qualifies = always\n\nallow = everywhere\n"
        )


def draw(random: Random, kind: str, shape: Shape, text: str) -> Change:
    """Return a change of a kind that has something to do in the text, more often than not."""
    said = [member for member in shape.members if f".{member}" in text or f"{member}:" in text]
    there = random.choice(said if said and random.random() < 0.9 else shape.members)
    absent = [member for member in shape.members if member not in said]
    missing = random.choice(absent if absent and random.random() < 0.9 else shape.members)
    was = random.choice(("", "", f"demo_{there}", f"demo_{there}", f"generic_{there}"))
    include = random.choice(("", "", "<linux/demo_more.h>", "<linux/demo.h>"))
    place = random.choice(("declared", "declared", "last", random.choice(shape.members)))
    match kind:
        case "add":
            guarded = random.random() < 0.25
            return Change(kind, missing, f"new_{missing}", place=place, include=include, guarded=guarded)
        case "remove":
            return Change(kind, there, was=was)
        case "replace":
            return Change(kind, there, f"new_{there}", was, include=include)
        case "rename":
            value = random.choice(("", f"new_{missing}"))
            return Change(
                kind, there, value, was, to=missing if missing != there else "unknown_member", include=include
            )
        case "move":
            return Change(kind, there, place=place if place != there else "last")
    return Change("constify")


# --- what it must come to ---------------------------------------------------------------------------------------------


def bare(value: Value) -> Value:
    """Return a value without the brackets around all of it and the ``&`` that change nothing for a function."""
    while value:
        if value[0] == "&" and len(value) == 2:
            value = value[1:]
        elif value[0] == "(" and value[-1] == ")" and _closes_last(value):
            value = value[1:-1]
        else:
            break
    return value


def _closes_last(value: Value) -> bool:
    depth = 0
    for index, text in enumerate(value):
        depth += (text == "(") - (text == ")")
        if depth == 0:
            return index == len(value) - 1
    return False


def matches(item: Item, was: str) -> bool:
    """Tell whether an item's value is ``was``, as it is written or with macros expanded."""
    wanted = bare(words(was))
    return not was or bare(item.value) == wanted or bare(item.spelled) == wanted


def difference(change: Change, before: Sequence[Item], after: Sequence[Item], on: frozenset[str]) -> str:
    """Return what is wrong with a table after a change in one configuration, or nothing."""
    mine = {(change.field,), (change.to,)} if change.to else {(change.field,)}
    if change.kind != "move":
        rest_before = [_told(item) for item in before if item.path not in mine]
        rest_after = [_told(item) for item in after if item.path not in mine]
        if rest_before != rest_after:
            return "another entry changes"
    elif sorted(map(_told, before)) != sorted(map(_told, after)):
        return "an entry changes"
    ended, wanted = final(after), _wanted(change, before, on)
    for path in sorted({*ended, *wanted}):
        if change.kind == "add" and path in mine and path not in ended and _beside_nothing(change, before):
            continue
        if ended.get(path) != wanted.get(path):
            lost, more = path not in ended, path not in wanted
            which = "the field" if path in mine else "another field"
            return f"{which} {'is lost' if lost else 'is there' if more else 'has another value'}"
    return ""


def _beside_nothing(change: Change, before: Sequence[Item]) -> bool:
    """Tell whether the entry that a new one is to follow is not there: it may follow it into a conditional."""
    return change.place not in ("declared", "last") and all(item.path != (change.place,) for item in before)


def _told(item: Item) -> tuple[Path, Value]:
    return item.path, item.value


def _wanted(change: Change, before: Sequence[Item], on: frozenset[str]) -> dict[Path, Value]:
    """Return what a table must end up with."""
    ended = final(before)
    last = {item.path: item for item in before}
    path = (change.field,)
    item = last.get(path) if path in ended else None
    if change.kind == "add":
        if item is None and (not change.guarded or GUARD in on):
            ended[path] = words(change.value)
        return ended
    if item is None or change.kind in ("move", "constify") or not matches(item, change.was):
        return ended
    value = ended.pop(path)
    if change.kind == "replace":
        ended[path] = words(change.value)
    elif change.kind == "rename":
        ended[(change.to,)] = words(change.value) if change.value else value
    return ended


def concerned(change: Change, items: Sequence[Item]) -> str:
    """Return why a table cannot be none of the change's business in one configuration, or nothing."""
    if change.kind not in ("remove", "replace", "rename"):
        return ""
    for item in items:
        if item.path == (change.field,):
            named = set(words(change.was)) & {*item.value, *item.spelled}
            if not change.was or matches(item, change.was):
                return "brought by a macro" if item.expanded else _form(item)
            if named:
                return "its handler is in an expression"
            # A name that no macro has is a name, and a second entry from what is hidden would override this one.
            return ""
    hidden = [item for item in items if item.hidden]
    return f"hidden: {'include' if hidden[0].path[0] == '#include' else 'macro entry'}" if hidden else ""


def _form(item: Item) -> str:
    return "plain" if len(item.value) == 1 and item.value == item.spelled else "in another form"
