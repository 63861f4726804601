"""grep answers as a search in Python does, or not at all."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ckptgen.tree.grep import FEWEST, files_with

CONTENTS = st.lists(
    st.binary(max_size=40) | st.sampled_from([b"x ops\n", b"\0ops", b"op\ns", b"file_operations"]),
    min_size=FEWEST,
    max_size=FEWEST,
)
NEEDLES = st.lists(st.sampled_from([b"ops", b"operations", b"-e", b"a.c", b"[x]", b"\xff\xfe"]), min_size=1, max_size=3)


def write(folder: Path, contents: list[bytes]) -> list[str]:
    for number, content in enumerate(contents):
        (folder / f"{number}.c").write_bytes(content)
    return [f"{number}.c" for number in range(len(contents))]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CONTENTS, NEEDLES)
def test_it_finds_what_a_search_finds(tmp_path: Path, contents: list[bytes], needles: list[bytes]) -> None:
    paths = write(tmp_path, contents)
    wanted = {path for path, content in zip(paths, contents, strict=True) if any(n in content for n in needles)}
    assert files_with(str(tmp_path), paths, needles) == wanted


def test_names_of_any_kind(tmp_path: Path) -> None:
    names = ["-l", "a\nb.c", os.fsdecode(b"\xff.c"), "two words.c", *(f"{n}.c" for n in range(FEWEST))]
    for name in names:
        (tmp_path / name).write_bytes(b"ops")
    assert files_with(str(tmp_path), names, [b"ops"]) == set(names)


@pytest.mark.parametrize("needles", [[], [b""], [b"a\nb"]])
def test_needles_that_grep_understands_otherwise(tmp_path: Path, needles: list[bytes]) -> None:
    assert files_with(str(tmp_path), write(tmp_path, [b"x"] * FEWEST), needles) is None


def test_a_file_that_cannot_be_read_is_left_to_the_reader(tmp_path: Path) -> None:
    paths = write(tmp_path, [b"ops"] * FEWEST)
    (tmp_path / paths[3]).unlink()
    assert files_with(str(tmp_path), paths, [b"ops"]) is None


def test_without_grep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = write(tmp_path, [b"ops"] * FEWEST)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert files_with(str(tmp_path), paths, [b"ops"]) is None


def test_few_files_need_no_process(tmp_path: Path) -> None:
    assert files_with(str(tmp_path), write(tmp_path, [b"ops"]), [b"ops"]) is None
