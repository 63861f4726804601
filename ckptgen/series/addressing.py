"""Who gets the patches of a series, from the tree's own MAINTAINERS: as trailers of the commits, or as a file."""

from collections.abc import Sequence
from dataclasses import replace

from ckptgen.errors import CkptgenError
from ckptgen.series.maintainers import Maintainers
from ckptgen.series.model import Phase, SeriesDraft, WrittenSeries
from ckptgen.series.recipients import Recipients, cc_trailers, recipients_file, union
from ckptgen.series.wording import add_trailers
from ckptgen.tree.model import MissingFileError, Tree

FILE = "recipients"
"""The name of the file with the recipients in the folder of a series."""


def read_maintainers(tree: Tree) -> Maintainers:
    """Return the tree's MAINTAINERS; raises CkptgenError where it has none."""
    try:
        data = tree.read("MAINTAINERS")
    except MissingFileError:
        raise CkptgenError(
            f"{tree.label} has no MAINTAINERS",
            "ask for no recipients and no grouping by maintainer, or name a whole kernel tree",
        ) from None
    mailmap = tree.read(".mailmap") if tree.exists(".mailmap") else b""
    return Maintainers(data, mailmap, lambda path: _is_directory(tree, path))


def _is_directory(tree: Tree, path: str) -> bool:
    if not tree.exists(path):
        return False
    try:
        tree.file_mode(path)
    except MissingFileError:
        return True
    return False


def patch_recipients(maintainers: Maintainers, draft: SeriesDraft, written: WrittenSeries) -> tuple[Recipients, ...]:
    """Return who gets each patch of the draft, in order; ``written`` is what git made of it."""
    contents = [content for _, content in written.files[1:]]
    return tuple(
        maintainers.recipients([change.path for change in patch.changes], content)
        for patch, content in zip(draft.patches, contents, strict=True)
    )


def with_trailers(draft: SeriesDraft, recipients: Sequence[Recipients]) -> SeriesDraft:
    """Return the draft with a ``Cc:`` for each recipient at the end of every generated message."""
    patches = [
        patch
        if patch.phase in (Phase.CORE, Phase.OWN)
        else replace(patch, body=add_trailers(patch.body, cc_trailers(each)))
        for patch, each in zip(draft.patches, recipients, strict=True)
    ]
    return replace(draft, patches=tuple(patches))


def recipients_of(written: WrittenSeries, recipients: Sequence[Recipients]) -> bytes:
    """Return the text of the file ``recipients``: the cover letter's first, who is the union of all."""
    names = [name for name, _ in written.files]
    return recipients_file(list(zip(names, [union(recipients), *recipients], strict=True)))
