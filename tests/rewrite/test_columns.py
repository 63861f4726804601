"""White space that leads from one column to another."""

import pytest

from ckptgen.rewrite.columns import column, pad_to


@pytest.mark.parametrize(
    ("start", "target", "tabs", "pad"),
    [
        (13, 24, True, b"\t\t"),
        (13, 24, False, b" " * 11),
        (13, 18, True, b"\t  "),
        (13, 15, True, b"  "),
        (15, 16, True, b" "),
        (16, 24, True, b"\t"),
        (16, 16, True, b""),
        (17, 16, False, b""),
    ],
)
def test_a_column_is_reached(start: int, target: int, tabs: bool, pad: bytes) -> None:
    assert pad_to(start, target, tabs=tabs) == pad
    assert column(pad, start) == max(start, target)
