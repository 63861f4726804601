import pytest

from ckptgen.tree.paths import is_source, is_under, normal_path, outermost, shown


@pytest.mark.parametrize(
    ("path", "normal"),
    [
        ("", ""),
        (".", ""),
        ("./fs//ext2/", "fs/ext2"),
        ("a..b/.c", "a..b/.c"),
        ("fs/../mm", None),
        ("/fs", None),
        ("a\0b", None),
        (".git/config", None),
        (".gitignore", ".gitignore"),
    ],
)
def test_normal_path(path: str, normal: str | None) -> None:
    assert normal_path(path) == normal


@pytest.mark.parametrize(
    ("paths", "kept"),
    [
        ([], ()),
        (["fs/ext2", "fs", "fs-x", "fs/ext2/a.c", "fs"], ("fs", "fs-x")),
        (["fs/ext2/a.c", "fs/ext2-x"], ("fs/ext2-x", "fs/ext2/a.c")),
        (["fs", "", "mm/a.c"], ("",)),
    ],
)
def test_outermost(paths: list[str], kept: tuple[str, ...]) -> None:
    assert outermost(paths) == kept


def test_is_under() -> None:
    tops = frozenset({"fs/ext2", "mm/a.c"})
    assert all(is_under(path, tops) for path in ("fs/ext2", "fs/ext2/a/b.c", "mm/a.c"))
    assert not any(is_under(path, tops) for path in ("fs", "fs/ext", "fs/ext2x", "mm/a.cc", ""))
    assert is_under("anything/at.all", frozenset({""}))
    assert not is_under("anything", frozenset())


def test_is_source() -> None:
    assert is_source("fs/a.c")
    assert is_source("a.h")
    assert not any(is_source(path) for path in ("a.C", "a.cc", "a.S", "a.c~", "c"))


def test_shown() -> None:
    assert shown("a/\udcff\n\u00e9") == "a/\\xff\\n\u00e9"
