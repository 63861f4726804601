"""The examples on the page about the semantic patch."""

import re
import textwrap

from tests.paths import ROOT

_BLOCK = re.compile(r"(?:^(?: {4}.*)?\n)+", re.MULTILINE)
_COMMAND = "ckptgen "
_AROUND = '"""Title."""\n\nstruct = "file_operations"\nchange = add("mark", "generic_mark")\nqualifies = always\n'


def examples() -> list[str]:
    """Return the indented blocks of the page that hold no commands, in its order."""
    page = (ROOT / "docs" / "semantic-patch.md").read_text("utf-8")
    blocks = (textwrap.dedent(block).strip("\n") + "\n" for block in _BLOCK.findall(page) if block.strip())
    return [block for block in blocks if not block.startswith(_COMMAND)]


def whole(example: str) -> str:
    """Return the semantic patch that an example is, or a part of: a part takes the place of what it names."""
    if example.startswith('"""'):
        return example
    named = {line.partition(" =")[0] for line in example.splitlines() if re.match(r"[a-z]+ = ", line)}
    kept = [line for line in _AROUND.splitlines() if line.partition(" =")[0] not in named]
    return "\n".join(kept) + "\n" + example
