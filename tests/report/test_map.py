"""The areas of the map, and what they stand for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckptgen.report.html.coverage import Share, area_of, draw_map
from ckptgen.report.html.treemap import Box, divide


@given(st.lists(st.integers(1, 500), max_size=40), st.integers(1, 2000), st.integers(1, 2000))
def test_the_areas_are_in_the_ratio_of_the_sizes_and_do_not_overlap(sizes: list[int], width: int, height: int) -> None:
    box = Box(3, 5, width, height)
    boxes = divide(box, sorted(sizes, reverse=True))
    assert [each.area for each in boxes] == pytest.approx(
        [size * box.area / sum(sizes) for size in sorted(sizes, reverse=True)]
    )
    for each in boxes:
        assert each.x >= 3 - 1e-6
        assert each.y >= 5 - 1e-6
        assert each.x + each.width <= 3 + width + 1e-6
        assert each.y + each.height <= 5 + height + 1e-6
    for index, one in enumerate(boxes):
        for other in boxes[index + 1 :]:
            across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
            down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
            assert across <= 1e-6 or down <= 1e-6


def test_equal_sizes_become_squares() -> None:
    assert {(round(each.width), round(each.height)) for each in divide(Box(0, 0, 300, 200), [1] * 6)} == {(100, 100)}


@pytest.mark.parametrize(
    ("path", "area"),
    [
        ("fs/xfs/libxfs/a.c", ("fs", "fs/xfs")),
        ("fs/libfs.c", ("fs", "fs/*")),
        ("a.c", ("*", "*")),
    ],
)
def test_the_area_of_a_file(path: str, area: tuple[str, str]) -> None:
    assert area_of(path) == area


def test_the_parts_of_an_area() -> None:
    drawn = draw_map({"fs": {"fs/xfs": Share(have=1, gain=2, lack=1), "fs/*": Share(lack=5)}})
    assert [(each.directory, each.have, each.gain, each.label, str(each.share)) for each in drawn.areas] == [
        ("fs/*", "0", "0", "files", "5 tables: 5 lack it"),
        ("fs/xfs", "25", "50", "xfs", "4 tables: 1 have it, 2 gain it, 1 lack it"),
    ]
    assert drawn.areas[1].href == "?dir=fs/xfs#tables"
    assert [each.label for each in drawn.groups] == ["fs/"]


def test_no_table_no_map() -> None:
    assert draw_map({}).areas == ()
