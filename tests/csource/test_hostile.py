"""Text that no kernel has must not take time that grows with the square of its size."""

import time

import pytest

from ckptgen.plan.collect import NAME_PARTS, _file_facts

S = b"struct file_operations "
SECONDS = 20
"""Far above what any of these takes (about a second), far below what a quadratic step would."""

CASES = {
    "mentions without an end": S * 8000,
    "words": S + b"a " * 100_000 + b"= {};",
    "open brackets": S + b"x = {" + b"(" * 200_000,
    "nested braces": S + b"x = " + b"{" * 100_000 + b"}" * 100_000,
    "nested conditionals": S + b"x = {" + b"#if A\n" * 20_000 + b"\n};",
    "unclosed tables": (S + b"x = {\n") * 10_000,
    "many tables": b"".join(S + b"x%d = { .open = f };\n" % number for number in range(5000)),
    "a long array": S + b"x[] = {" + b"{.open=f}," * 20_000 + b"};",
    "tables in one macro": b"#define A \\\n" + (S + b"x = { .open = f }; \\\n") * 4000,
    "an array of holders": b"struct o { "
    + S
    + b"fops; };\nstruct o x[] = {"
    + b"{ .fops = { .open = f } },\n" * 8000
    + b"};",
    "casts": (b"(struct file_operations) ") * 10_000,
    "quotes": S + b"x = {" + b'"' * 200_001,
    "continuations": b"#define A " + b"\\\n" * 100_000 + S + b"x={};",
    "names": b"ops_" * 100_000 + S + b"x={};",
}


@pytest.mark.parametrize("name", CASES)
def test_time_is_bounded(name: str) -> None:
    start = time.process_time()
    _file_facts("a.c", CASES[name], struct="file_operations", parts=NAME_PARTS)
    assert time.process_time() - start < SECONDS
