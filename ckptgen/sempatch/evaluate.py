"""Evaluate a semantic patch over its closed vocabulary. Nothing of it is ever executed."""

import hashlib

from ckptgen.sempatch.changes import read_changes
from ckptgen.sempatch.declared import read_guard, read_members, read_option
from ckptgen.sempatch.entries import read_copies, read_decisions, read_lists, read_lumps, read_owners
from ckptgen.sempatch.model import SemanticPatch
from ckptgen.sempatch.predicate import read_predicate
from ckptgen.sempatch.syntax import Syntax
from ckptgen.sempatch.values import paragraphs, text, word
from ckptgen.sempatch.words import identifier_problem

_REQUIRED = {
    "struct": 'struct = "file_operations"',
    "change": 'change = add("FIELD", "VALUE")',
    "qualifies": 'qualifies = installed_as("inode") and seekable',
}


def evaluate(syntax: Syntax, name: str) -> SemanticPatch:
    """Return what ``syntax`` says, under the ``name`` that ``-p`` calls it; raise SemanticPatchError."""
    docstring = paragraphs(text(syntax, syntax.docstring, "the docstring"))
    if not docstring:
        raise syntax.error(syntax.docstring, "the docstring says nothing: its first paragraph is the title")
    for required, example in _REQUIRED.items():
        if required not in syntax.values:
            end = max(len(syntax.source.body.rstrip()) - 1, 0)
            raise syntax.source.error(end, f"`{required}` is missing: `{example}`")
    title, _, description = docstring.partition("\n\n")
    values = syntax.values
    changes, core = read_changes(syntax, values["change"])
    option = read_option(syntax)
    members, handlers = read_members(syntax, changes)
    return SemanticPatch(
        path=syntax.source.path,
        name=name,
        sha256=hashlib.sha256(syntax.source.data).hexdigest(),
        title=" ".join(title.split()),
        description=description.strip("\n"),
        struct=word(syntax, values["struct"], "the struct", identifier_problem),
        changes=changes,
        core=core,
        option=option,
        guard=read_guard(syntax, option),
        members=members,
        handlers=handlers,
        qualifies=read_predicate(syntax, values["qualifies"]),
        message=paragraphs(text(syntax, values["message"], "the message")) if "message" in values else "",
        lists=read_lists(syntax),
        decisions=read_decisions(syntax),
        copies=read_copies(syntax),
        owners=read_owners(syntax),
        lumps=read_lumps(syntax),
    )
