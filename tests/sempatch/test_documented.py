"""Every example on the page about the semantic patch can be read, and its table of conditions is whole."""

import re

import pytest

from ckptgen.sempatch.conditions import WORDS
from ckptgen.sempatch.reader import parse_semantic_patch
from tests.paths import ROOT
from tests.sempatch.documented import examples, whole


def test_there_are_examples() -> None:
    assert len(examples()) >= 3


@pytest.mark.parametrize("example", examples(), ids=lambda text: text.split()[0].strip('"'))
def test_example_is_read(example: str) -> None:
    patch = parse_semantic_patch(whole(example).encode(), "docs/semantic-patch.md", "example")
    assert patch.changes


def test_each_condition_has_a_line_in_the_table() -> None:
    page = (ROOT / "docs" / "semantic-patch.md").read_text("utf-8")
    table = page[page.index("| condition | what it asks |") :].split("\n\n")[0]
    described = [word for line in table.splitlines()[2:] for word in re.findall(r"`(\w+)", line.split(" | ")[0])]
    assert sorted(described) == sorted(WORDS)
