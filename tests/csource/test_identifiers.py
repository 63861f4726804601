"""A pass finds every identifier that holds one of its parts, and nothing that is none."""

from hypothesis import given
from hypothesis import strategies as st

from ckptgen.csource.uses import LONGEST_NAME, has_part, identifiers_with

PARTS = (b"ops", b"operations")
words = st.text(alphabet="ops_er1", min_size=1, max_size=12).map(str.encode).filter(lambda word: not word[:1].isdigit())
gaps = st.sampled_from([b" ", b"&", b"\n", b"->", b"(", b"\xff", b", ", b'"'])


@given(st.lists(st.tuples(words, gaps), max_size=8), st.sampled_from([PARTS, (b"op", b"s_", b"er1"), (b"ops_er",)]))
def test_exactly_the_identifiers_with_a_part_are_found(
    text: list[tuple[bytes, bytes]], parts: tuple[bytes, ...]
) -> None:
    data = b"".join(word + gap for word, gap in text)
    found = identifiers_with(data, parts)
    assert set(found) == {word for word, _ in text if has_part(word, parts)}
    assert len(found) == len(set(found))


def test_of_a_very_long_identifier_the_end_is_kept() -> None:
    (found,) = identifiers_with(b"x" * 1000 + b"_ops_y", PARTS)
    assert found == b"x" * (LONGEST_NAME - 1) + b"_ops_y"
