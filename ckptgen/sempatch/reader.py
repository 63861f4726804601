"""Read a semantic patch from its file.

The pipeline: bytes, sound text (``source``), tokens that the language knows (``lexicon``), libcst's tree
of assignments (``syntax``), the frozen model (``evaluate``). libcst takes longer to import than most
commands take to run, so it is imported only once there is something to parse.
"""

from pathlib import Path

from ckptgen.sempatch.model import SemanticPatch
from ckptgen.sempatch.source import MAX_BYTES, SemanticPatchError, read_source


def read_semantic_patch(path: Path, name: str) -> SemanticPatch:
    """Return the semantic patch in the file ``path``, under the ``name`` that ``-p`` calls it.

    Raises SemanticPatchError where the file cannot be read or does not say what it must.
    """
    return parse_semantic_patch(read_bytes(path), str(path), name)


def read_bytes(path: Path) -> bytes:
    """Return the bytes of ``path``, at most one more than a semantic patch may have."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except IsADirectoryError:
        raise SemanticPatchError(
            f"{path}: is a folder, not a semantic patch", f"name a file in it, such as {path / 'rule.py'}"
        ) from None
    except OSError as error:
        raise SemanticPatchError(f"{path}: cannot be read: {error.strerror}") from None
    except ValueError:
        # A path with a NUL byte.
        raise SemanticPatchError(f"{str(path)!r}: is not the name of a file") from None


def parse_semantic_patch(data: bytes, path: str, name: str) -> SemanticPatch:
    """Return what the bytes ``data`` say; ``path`` is what errors and the model call their file.

    Raises SemanticPatchError, whatever the bytes are.
    """
    source = read_source(data, path)
    if not source.body.strip():
        raise SemanticPatchError(f"{path}: is empty", "`ckptgen` ships semantic patches to start from")
    from ckptgen.sempatch.evaluate import evaluate
    from ckptgen.sempatch.syntax import read_syntax

    return evaluate(read_syntax(source), name)
