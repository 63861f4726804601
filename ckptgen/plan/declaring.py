"""What the tree must have for the change: the edits that declare it, and what only a person can supply."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from ckptgen.csource.functions import find_function
from ckptgen.csource.text import SourceText
from ckptgen.errors import InternalError
from ckptgen.plan.collect import Collection, FileFacts
from ckptgen.plan.guards import Declaration, other_types
from ckptgen.plan.kconfig import find_option
from ckptgen.rewrite.declare import declare
from ckptgen.rewrite.declared import standing
from ckptgen.rewrite.document import document_struct
from ckptgen.rewrite.locking import document_locking
from ckptgen.rewrite.model import Edit, RefusedError, Splice
from ckptgen.sempatch.model import SemanticPatch, entry_after
from ckptgen.tree.base import kernel_release
from ckptgen.tree.model import NoContentError, Tree
from ckptgen.tree.recall import recall

_FOLDER = "Documentation/filesystems"
_VFS = (f"{_FOLDER}/vfs.rst", f"{_FOLDER}/vfs.txt")
_LOCKING = (f"{_FOLDER}/locking.rst", f"{_FOLDER}/Locking")
_CHECKPATCH = "scripts/checkpatch.pl"
_WANTS_NAMES = b"FUNCTION_ARGUMENTS"
"""The type of checkpatch's warning about an argument without a name; a script without it accepts both."""


def plan_declaration(tree: Tree, patch: SemanticPatch, collection: Collection) -> Declaration:
    """Return the edits of the header that defines the struct, and of the documents that describe it."""
    if not patch.members or collection.definition is None:
        return Declaration()
    return recall(tree, _declaration, patch=patch, path=collection.definition.path)


def _declaration(tree: Tree, patch: SemanticPatch, path: str) -> Declaration:
    header = SourceText(path, tree.read(path))
    facts = standing(header, patch.struct, patch.members, patch.handlers)
    odd = next(other_types(header, patch, facts), "")
    if odd:
        return Declaration(facts=facts, header=header.path, problem=odd)
    try:
        splices = declare(
            header,
            patch.struct,
            patch.members,
            patch.handlers,
            guard=patch.guard,
            option=patch.option,
            named=_wants_names(tree),
        )
        edits = [_edit(header.path, header.data, splices)] if splices else []
        edits += _documents(tree, patch)
    except RefusedError as refusal:
        problem = f"what {patch.path} declares has no place in this tree: {refusal}"
        return Declaration(facts=facts, header=header.path, problem=problem)
    except InternalError as failure:
        return Declaration(facts=facts, header=header.path, problem=failure.what)
    declares = tuple(each.field for each in facts.members if each.declared is None)
    return Declaration(tuple(edits), declares, facts, header.path)


def find_lacks(tree: Tree, patch: SemanticPatch, collection: Collection) -> tuple[str, ...]:
    """Say what the tree does not have yet and no patch of the series gives it: members, handlers, their exports, the
    option.
    """
    missing = []
    definition = collection.definition
    known = {member.name for member in definition.members} if definition else set()
    known |= {member.field for member in patch.members}
    given = [each for each in map(entry_after, patch.changes) if each != ("", "")]
    for field in dict.fromkeys(field for field, _ in given):
        if definition is not None and field not in known:
            missing.append(f"the member {field} of the struct ({definition.path}:{definition.line})")
    for value in sorted({value for _, value in given if value and value != "NULL"}):
        defined, exported = _definition(tree, value, collection.facts)
        declares = any(handler.name == value for handler in patch.handlers)
        if not defined:
            missing.append(f"the handler {value}" + (" (the series only declares it)" if declares else ""))
        if not exported:
            missing.append(f"EXPORT_SYMBOL_GPL({value}), for what is built as a module")
    for paths in (_VFS, _LOCKING) if patch.members else ():
        unread = (path for path, data in _document(tree, paths) if data is None)
        missing += [f"a text of {path} that can be read and edited" for path in unread]
    if patch.option and not find_option(tree, patch.option):
        missing.append(f"the Kconfig symbol {patch.option.removeprefix('CONFIG_')}")
    return tuple(missing)


def _definition(tree: Tree, name: str, facts: Iterable[FileFacts]) -> tuple[bool, bool]:
    """Tell whether a file defines the function, and whether one exports it."""
    if not name.isidentifier():
        return True, True
    paths = [each.path for each in facts if name.encode() in each.names]
    if not paths:
        return False, False
    rows = tree.scan([], partial(_defines, name=name), sorted(paths)).results
    return any(row[0] for row in rows), any(row[1] for row in rows)


def _defines(path: str, data: bytes, *, name: str) -> tuple[bool, bool]:
    text = SourceText(path, data)
    exports = re.search(rb"(?<!\w)EXPORT_SYMBOL\w*\s*\(\s*%s\s*[,)]" % name.encode(), text.code)
    return find_function(text, name) is not None, exports is not None


def _wants_names(tree: Tree) -> bool:
    try:
        return _WANTS_NAMES in tree.read(_CHECKPATCH)
    except NoContentError:
        return True


def _documents(tree: Tree, patch: SemanticPatch) -> list[Edit]:
    version = kernel_release(tree)
    edits = []
    for paths, splices_of in ((_VFS, _struct_splices(patch, version)), (_LOCKING, _locking_splices(patch))):
        for path, data in _document(tree, paths):
            splices = splices_of(path, data) if data is not None else ()
            edits += [_edit(path, data, splices)] if data is not None and splices else []
    return edits


def _document(tree: Tree, paths: Sequence[str]) -> Iterator[tuple[str, bytes | None]]:
    """Yield the first of the paths that is there, with its content, None where that cannot be read."""
    for path in paths:
        if tree.exists(path):
            try:
                yield path, tree.read(path)
            except NoContentError:
                yield path, None
            return


def _struct_splices(patch: SemanticPatch, version: str) -> Callable[[str, bytes], tuple[Splice, ...]]:
    def splices(path: str, data: bytes) -> tuple[Splice, ...]:
        return document_struct(
            path, data, patch.struct, patch.members, guard=patch.guard, option=patch.option, version=version
        )

    return splices


def _locking_splices(patch: SemanticPatch) -> Callable[[str, bytes], tuple[Splice, ...]]:
    def splices(path: str, data: bytes) -> tuple[Splice, ...]:
        return document_locking(path, data, patch.struct, patch.members)

    return splices


def _edit(path: str, data: bytes, splices: Sequence[Splice]) -> Edit:
    return Edit(path, "", data.count(b"\n", 0, splices[0].offset) + 1, tuple(splices))
