"""One decision in the place of another: its own bytes change, and no others."""

import pytest

from ckptgen.sempatch.model import Action, Decision
from ckptgen.sempatch.reader import parse_semantic_patch
from ckptgen.sempatch.replacing import put_decision
from ckptgen.sempatch.source import SemanticPatchError

HEAD = '"""T."""\nstruct = "s"\nchange = add("a", "b")\nqualifies = seekable\n'
MINE = Decision("fs/a.c", "x", Action.INCLUDE, "why", 0)
OTHER = Decision("fs/a.c", "x", Action.OPT_OUT, 'a "better" reason', 0)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('decisions = {"fs/a.c:x": include("why")}\n', 'decisions = {"fs/a.c:x": opt_out("a \\"better\\" reason")}\n'),
        (
            '# héad\ndecisions = {\n    "fs/a.c:x": include( "why" ),  # kept\n'
            '    "fs/b.c:y": exclude("z"),\n}\nallow = ["c"]\n',
            '# héad\ndecisions = {\n    "fs/a.c:x": opt_out("a \\"better\\" reason"),  # kept\n'
            '    "fs/b.c:y": exclude("z"),\n}\nallow = ["c"]\n',
        ),
    ],
    ids=["one line", "comments"],
)
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "byte order mark"])
def test_only_what_the_decision_says_changes(before: str, after: str, mark: str) -> None:
    new = put_decision((mark + HEAD + before).encode(), "r.py", OTHER, MINE)
    assert new == (mark + HEAD + after).encode()
    assert put_decision(new, "r.py", OTHER, OTHER) == new


def test_a_decision_that_is_gone_is_added() -> None:
    new = put_decision(HEAD.encode(), "r.py", OTHER, MINE)
    (there,) = parse_semantic_patch(new, "r.py", "r").decisions
    assert there.because == OTHER.because


@pytest.mark.parametrize("mine", [None, MINE])
def test_a_decision_of_somebody_else_is_refused(mine: Decision | None) -> None:
    with pytest.raises(SemanticPatchError, match="is decided already"):
        put_decision((HEAD + 'decisions = {"fs/a.c:x": exclude("no")}\n').encode(), "r.py", OTHER, mine)


def test_a_decision_over_several_lines_is_left_to_its_author() -> None:
    text = HEAD + 'decisions = {\n    "fs/a.c:x": include(\n        "why"\n    ),\n}\n'
    with pytest.raises(SemanticPatchError, match=r"r\.py:6:17: this decision spans several lines"):
        put_decision(text.encode(), "r.py", OTHER, MINE)
