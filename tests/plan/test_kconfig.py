"""Whether a tree has a configuration option."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from ckptgen.plan.kconfig import find_option
from ckptgen.tree.directory import DirectoryTree

from .trees import write_tree

HERE = "config CHECKPOINT\n\tbool\n"


def found(root: Path, files: Mapping[str, str]) -> str:
    write_tree(root, {"Makefile": "VERSION = 6\n", **files})
    return find_option(DirectoryTree(root), "CONFIG_CHECKPOINT")


@pytest.mark.parametrize(
    ("files", "place"),
    [
        pytest.param({"Kconfig": "# top\n" + HERE}, "Kconfig:2", id="at the top"),
        pytest.param({"Kconfig": "menuconfig CHECKPOINT\n"}, "Kconfig:1", id="menuconfig"),
        pytest.param({"Kconfig": "if X\n\tconfig CHECKPOINT \nendif\n"}, "Kconfig:2", id="indented"),
        pytest.param({"Kconfig": "config CHECKPOINT\r\n\tbool\r\n"}, "Kconfig:1", id="CRLF"),
        pytest.param({"Kconfig": "config CHECKPOINT # why\n"}, "Kconfig:1", id="a comment behind it"),
        pytest.param({"Kconfig": 'source "init/Kconfig"\n', "init/Kconfig": HERE}, "init/Kconfig:1", id="source"),
        pytest.param({"Kconfig": "source init/Kconfig\n", "init/Kconfig": HERE}, "init/Kconfig:1", id="no quotes"),
        pytest.param(
            {"Kconfig": 'source "fs/Kconfig"\n', "fs/Kconfig": 'rsource "a/K"\n', "fs/a/K": HERE},
            "fs/a/K:1",
            id="rsource",
        ),
        pytest.param({"Kconfig": 'orsource "a/K"\n', "a/K": HERE}, "a/K:1", id="orsource at the top"),
        pytest.param(
            {"Kconfig": 'osource "gone"\nsource "a/gone"\nsource "a/K"\n', "a/K": HERE}, "a/K:1", id="missing files"
        ),
        pytest.param(
            {"Kconfig": 'source "arch/$(SRCARCH)/K"\n', "arch/x86/K": HERE},
            "arch/x86/K:1",
            id="SRCARCH",
        ),
        pytest.param({"Kconfig": 'source "arch/$ARCH/K"\n', "arch/x86/K": HERE}, "arch/x86/K:1", id="$ARCH"),
        pytest.param({"arch/x86/Kconfig": 'source "k"\n', "k": HERE}, "k:1", id="an old tree"),
        pytest.param({"arch/i386/Kconfig": HERE}, "arch/i386/Kconfig:1", id="an older one"),
        pytest.param(
            {"Kconfig": 'source "a"\n', "a": 'source "Kconfig"\nsource "b"\n', "b": HERE}, "b:1", id="a cycle"
        ),
    ],
)
def test_found(tmp_path: Path, files: Mapping[str, str], place: str) -> None:
    assert found(tmp_path, files) == place


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"Kconfig": "config CHECKPOINT_RESTORE\n\tbool\n"}, id="a longer name"),
        pytest.param({"Kconfig": "config USER_CHECKPOINT\n"}, id="a name that ends so"),
        pytest.param({"Kconfig": "config X\n\tdepends on CHECKPOINT\n\tselect CHECKPOINT\n"}, id="named only"),
        pytest.param({"Kconfig": "# config CHECKPOINT\n"}, id="in a comment"),
        pytest.param({"Kconfig": "mainmenu\n", "fs/Kconfig": HERE}, id="a file that nothing names"),
        pytest.param({"Kconfig": '# source "fs/Kconfig"\n', "fs/Kconfig": HERE}, id="named in a comment"),
        pytest.param({"Kconfig": 'source "arch/arm/Kconfig"\n', "arch/x86/Kconfig.debug": HERE}, id="elsewhere"),
        pytest.param({}, id="no Kconfig at all"),
    ],
)
def test_not_found(tmp_path: Path, files: Mapping[str, str]) -> None:
    assert found(tmp_path, files) == ""
