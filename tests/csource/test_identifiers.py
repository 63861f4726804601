"""The first pass's memory of names finds every identifier that it claims to find."""

from hypothesis import given
from hypothesis import strategies as st

from ckptgen.csource.uses import has_part, identifiers_with

PARTS = (b"ops", b"operations")
words = st.text(alphabet="ops_er1", min_size=1, max_size=12).map(str.encode).filter(lambda word: not word[:1].isdigit())
gaps = st.sampled_from([b" ", b"&", b"\n", b"->", b"(", b"\xff", b", ", b'"'])


@given(st.lists(st.tuples(words, gaps), max_size=8))
def test_every_identifier_with_a_part_is_found(text: list[tuple[bytes, bytes]]) -> None:
    data = b"".join(word + gap for word, gap in text)
    assert {word for word, _ in text if has_part(word, PARTS)} <= identifiers_with(data, PARTS)


@given(st.lists(st.tuples(words, gaps), max_size=8))
def test_only_whole_identifiers_are_found(text: list[tuple[bytes, bytes]]) -> None:
    data = b"".join(word + gap for word, gap in text)
    assert identifiers_with(data, PARTS) <= {word for word, _ in text}
