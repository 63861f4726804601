"""Whatever changes a semantic patch is started with, it loads, and its cases pass."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ckptgen.errors import CkptgenError, InternalError
from ckptgen.sempatch.model import Add, Change, Constify, DeclaredOrder, Move, Remove, Rename, Replace
from ckptgen.trial.start import start_semantic_patch

# Few words, so that fields and values meet each other and those that the cases bring.
WORDS = st.sampled_from(["open", "release", "read", "demo_open", "demo_read", "old_read", "NULL", "x", "_9"])
MAYBE = st.one_of(st.just(""), WORDS)
HEADERS = st.sampled_from(["", "<linux/x.h>", '"x.h"', "<a-b/c.h>"])
CHANGES = st.one_of(
    st.builds(Add, WORDS, WORDS, st.just(DeclaredOrder()), st.just(0), HEADERS),
    st.builds(Remove, WORDS, MAYBE, st.just(0)),
    st.builds(Replace, WORDS, WORDS, MAYBE, st.just(0), HEADERS),
    st.builds(Rename, WORDS, WORDS, MAYBE, MAYBE, st.just(0), HEADERS),
    st.builds(Move, WORDS, st.just(DeclaredOrder()), st.just(0)),
    st.builds(Constify, st.just(0)),
)


@settings(max_examples=60, deadline=None)
@given(struct=WORDS, changes=st.lists(CHANGES, min_size=1, max_size=4))
def test_any_change(struct: str, changes: list[Change]) -> None:
    """That the file says what was asked for, and that its cases pass, is an InternalError if it does not hold."""
    try:
        files = start_semantic_patch("demo", struct, changes)
    except InternalError:
        raise
    except CkptgenError:
        assume(False)
    assert sum(path.endswith(".expected.c") for path in files) == len(changes)
