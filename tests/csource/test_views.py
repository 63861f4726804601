"""The views of a text that are made where they are looked at are those of the whole text."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ckptgen.csource import text as module
from ckptgen.csource.braces import Nesting
from ckptgen.csource.text import SourceText, without_directives

TOKENS = [
    "#",
    "\n",
    "\\",
    "\\\n",
    "\\\r\n",
    "\r",
    " ",
    "\t",
    "\f",
    "a",
    ";",
    "{",
    "}",
    "if",
    "# define x",
    "if 0",
    "/*",
    "*/",
    '"',
]
sources = st.lists(st.sampled_from(TOKENS), max_size=40).map(lambda tokens: "".join(tokens).encode())
DIRECTIVE = re.compile(rb"^[ \t\f\v]*#[ \t\f\v]*[a-z_]*(?:[^\\\n]|\\[ \t\f\v]*\r?\n|\\.)*", re.MULTILINE)


@given(sources)
@example(b"a # define x\n\\\n# if\n")
def test_preprocessor_lines_are_those_of_one_pattern(code: bytes) -> None:
    blank = DIRECTIVE.sub(lambda match: re.sub(rb"[^\n]", b" ", match[0]), code)
    assert without_directives(code) == blank
    text = SourceText("a.c", code)
    assert [text.code[d.start : d.end] for d in text.directives] == DIRECTIVE.findall(text.code)


@given(sources)
@example(b"};\n# define x {\\\n ; a\n a b c d")
def test_a_statement_before_a_name_is_that_of_the_whole_text(code: bytes) -> None:
    text = SourceText("a.c", code)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_NEAR", 3)
        for at in (match.start() for match in re.finditer(rb"\w+", text.code)):
            if text.code[at - 1 : at] != b"\\":
                start = max(text.flat.rfind(mark, 0, at) for mark in (b";", b"{", b"}")) + 1
                assert text.statement_before(at) == text.flat[start:at]
                assert text.statement_start(at) == start


@given(sources, st.lists(st.integers(0, 100), max_size=6))
def test_braces_are_the_same_in_whatever_order_they_are_asked_for(code: bytes, offsets: list[int]) -> None:
    nesting = Nesting(code)
    for offset in offsets:
        stack: list[int] = []
        for at, byte in enumerate(code[:offset]):
            if byte == ord("{"):
                stack.append(at)
            elif byte == ord("}") and stack:
                stack.pop()
        assert nesting.enclosing(offset) == (stack[-1] if stack else -1)
