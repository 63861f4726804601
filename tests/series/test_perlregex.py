"""Patterns of MAINTAINERS: the same answers whichever way they are matched, and an end for every pattern and text."""

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ckptgen.series.perlregex import PerlPattern

LETTERS = "abB_ .\n"
ATOMS = st.sampled_from(["a", "b", ".", r"\w", r"\s", r"\.", "[ab]", "[^a]", "[]a]", "[[:upper:]]", r"[\d_]", "^", "$"])
PLACES = st.sampled_from([r"\b", r"\B", r"\A", r"\z", r"\Z"])
REPEATS = st.sampled_from(["*", "+", "?", "*?", "+?", "{2}", "{1,2}", "{0,3}", "{1,}", "{,2}"])


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    group = st.sampled_from(["(", "(?:", "(?i:", "(?s:"])
    return st.one_of(
        st.builds("{}{}".format, inner, inner),
        st.builds("{}|{}".format, inner, inner),
        st.builds("{}{})".format, group, inner),
        st.builds("{}{}){}".format, group, inner, REPEATS),
    )


PATTERNS = st.recursive(ATOMS | PLACES | st.builds("{}{}".format, ATOMS, REPEATS), grown, max_leaves=8)


def slowly(pattern: PerlPattern, text: str, *, anywhere: bool) -> bool:
    program = pattern._program
    assert program is not None
    return program.matches(text, anywhere=anywhere)


@settings(max_examples=300, deadline=None)
@given(PATTERNS, st.text(LETTERS, max_size=8), st.sampled_from([0, re.VERBOSE]))
def test_both_ways_agree(source: str, text: str, flags: int) -> None:
    try:
        pattern = PerlPattern.of(source, flags)
    except re.error:
        assume(False)
    assert slowly(pattern, text, anywhere=True) == (pattern.fast.search(text) is not None)
    assert slowly(pattern, text, anywhere=False) == (pattern.fast.match(text) is not None)


@pytest.mark.parametrize(
    ("source", "text", "found"),
    [
        ("(x+x+)+y", "x" * 5000, False),
        ("(x+x+)+y", "x" * 5000 + "y", True),
        ("(x|x)*y", "x" * 5000, False),
        ("(x|xx)+$", "x" * 5000 + "z", False),
        ("(x?){30}x{30}y", "x" * 1000, False),
        ("x?" * 30 + "x" * 30, "x" * 29, False),
        ("x*" * 8 + "y", "x" * 2000, False),
        ("(a|a)" * 40 + "b", "a" * 60, False),
        ("((a{0,9}){0,9}){0,9}b", "a" * 2000, False),
        (r"^[+-].*.*.*.*.*x", "+" + "a" * 2000, False),
    ],
)
def test_no_pattern_runs_away(source: str, text: str, found: bool) -> None:
    """Each of these takes ``re`` longer than anybody waits; the test run's own bound on time would end it."""
    assert PerlPattern.of(source).found_in(text) == found


@pytest.mark.parametrize(
    "source",
    [
        "a{99999999999999999999}",
        "(" * 3000 + "a" + ")" * 3000,
        "(" * 150 + "a" + ")" * 150,
        "(" * 90000,
        r"(a)\1",
        "(?P<name>a)(?P=name)",
        "(?x:a b)",
        "(((a{100}){100}){100}){100}",
        "(?=(a+a+)+)b",
        "(a++)+b",
        "(?>a|b)*c",
        "a**",
        "[a",
        "",
    ],
)
def test_what_cannot_be_read_is_refused(source: str) -> None:
    with pytest.raises(re.error):
        PerlPattern.of(source, re.VERBOSE)


@pytest.mark.parametrize(("source", "text"), [("foo(?!bar)", "foobaz"), ("(?<=foo)bar", "foobar"), ("fo++d", "food")])
def test_what_only_python_can_match(source: str, text: str) -> None:
    pattern = PerlPattern.of(source)
    assert pattern.found_in(text)
    assert not pattern.found_in("fo_bar")
    assert pattern.found_in(text + "x" * 20_000_000)
