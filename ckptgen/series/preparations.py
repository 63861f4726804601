"""What the patches say that a series needs before and beside those of the filesystems: declarations, private copies."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from ckptgen.plan.model import Plan, PlannedCopy
from ckptgen.sempatch.model import entry_after
from ckptgen.series.messages import added_words, patch_subject
from ckptgen.series.templates import Templates
from ckptgen.series.wording import enumerate_words, operations_noun, shown


@dataclass(frozen=True, slots=True)
class MemberText:
    """A member as C text, and what the documentation says of it."""

    field: str
    prototype: str
    doc: str


@dataclass(frozen=True, slots=True)
class DeclareFacts:
    """What ``declare_subject.txt.j2`` and ``declare.txt.j2`` are given, each under its own name.

    ``why`` is the first paragraph of the semantic patch's description, ``fields`` what is declared, ``unused`` the new
    members that the series gives to no table. ``handlers`` are names; ``guard`` is ``stub`` or ``ifdef``;
    ``documents`` the paths of the documents that change.
    """

    prefix: str
    why: str
    fields: str
    struct: str
    members: tuple[MemberText, ...]
    unused: tuple[str, ...]
    handlers: tuple[str, ...]
    option: str
    guard: str
    header: str
    documents: tuple[str, ...]
    short: bool = False


@dataclass(frozen=True, slots=True)
class CopyText:
    """One private copy: its ``name`` in ``path``, the ``filesystem`` that gets it, and the original, which ``others``
    use too.
    """

    filesystem: str
    name: str
    path: str
    original: str
    original_path: str
    others: tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True)
class CopyFacts:
    """What ``copy_subject.txt.j2`` and ``copy.txt.j2`` are given, each under its own name."""

    prefix: str
    noun: str
    fields: str
    entries: str
    copies: tuple[CopyText, ...]
    option: str
    message: str
    short: bool = False


def declare_facts(plan: Plan) -> DeclareFacts:
    """Return the facts of the patch that declares what the tree lacks."""
    patch = plan.patch
    paths = [shown(edit.path) for edit in plan.declaration]
    headers = [path for path in paths if path.endswith(".h")]
    stem = PurePosixPath(headers[0] if headers else paths[0]).stem
    members = [member for member in patch.members if member.field in plan.declares]
    given = {field for field, _ in map(entry_after, patch.changes)}
    names = [f".{member.field}" for member in members] or [handler.name for handler in patch.handlers]
    return DeclareFacts(
        prefix=stem,
        why=patch.description.split("\n\n")[0],
        fields=enumerate_words(names),
        struct=patch.struct,
        members=tuple(MemberText(m.field, m.pointer(named=True), m.doc) for m in members),
        unused=tuple(member.field for member in members if member.field not in given),
        handlers=tuple(handler.name for handler in patch.handlers),
        option=patch.option,
        guard=str(patch.guard) if patch.option else "",
        header=headers[0] if headers else "",
        documents=tuple(path for path in paths if path not in headers),
    )


def copy_facts(plan: Plan, filesystem: str, copies: Sequence[PlannedCopy]) -> CopyFacts:
    """Return the facts of the patch that gives ``filesystem`` its copies."""
    entries, fields = added_words(plan)
    directories = {t.table.key: t.directory for t in plan.tables}
    originals = [copy.original for copy in copies if copy.original is not None]
    return CopyFacts(
        prefix=shown(filesystem),
        noun=operations_noun(plan.patch.struct, [directories.get(table.key, False) for table in originals]),
        fields=fields,
        entries=entries,
        copies=copy_texts_of(plan, copies),
        option=plan.patch.option,
        message=plan.patch.message,
    )


def copy_texts_of(plan: Plan, copies: Sequence[PlannedCopy]) -> tuple[CopyText, ...]:
    """Return the copies as text to show."""
    users = {t.table.key: t.users for t in plan.tables}
    return tuple(
        CopyText(
            filesystem=shown(each.copy.filesystem),
            name=shown(each.name),
            path=shown(each.path),
            original=shown(each.copy.table),
            original_path=shown(each.copy.path),
            others=tuple(
                shown(user)
                for user in users.get(f"{each.copy.path}:{each.copy.table}", ())
                if user not in (each.copy.filesystem, each.copy.path)
            ),
            because=" ".join(shown(each.copy.because).split()).rstrip("."),
        )
        for each in copies
    )


def declare_texts(templates: Templates, facts: DeclareFacts) -> tuple[str, str]:
    """Return the declaring patch's subject and its body without trailers."""
    values = {name: getattr(facts, name) for name in DeclareFacts.__slots__}
    return patch_subject(templates, "declare_subject.txt.j2", values), templates.render("declare.txt.j2", values)


def copy_texts(templates: Templates, facts: CopyFacts) -> tuple[str, str]:
    """Return a copying patch's subject and its body without trailers."""
    values = {name: getattr(facts, name) for name in CopyFacts.__slots__}
    return patch_subject(templates, "copy_subject.txt.j2", values), templates.render("copy.txt.j2", values)
