"""The settings that a series is built in: with its option off and on, or as it is where it has none."""

import os
import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Setting:
    """``option`` is ``CONFIG_X``; empty for the one setting of a series without."""

    name: str
    option: str
    on: bool


@dataclass(frozen=True, slots=True)
class Configuration:
    """How a setting is made: lines for Kconfig, and what is given to every run of make."""

    fragment: str
    flags: tuple[str, ...]


def settings_of(option: str) -> tuple[Setting, ...]:
    """Return what to build."""
    if not option:
        return (Setting("default", "", False),)
    return (Setting("off", option, False), Setting("on", option, True))


def has_symbol(tree: Path, option: str) -> bool:
    """Tell whether a Kconfig file of the tree declares exactly this option."""
    declared = re.compile(rb"^[ \t]*(?:menu)?config[ \t]+%s[ \t\r]*$" % option.removeprefix("CONFIG_").encode(), re.M)
    for folder, folders, files in os.walk(tree):
        folders[:] = [name for name in folders if name != ".git"]
        for name in files:
            if is_kconfig(name) and declared.search((Path(folder) / name).read_bytes()):
                return True
    return False


def is_kconfig(path: str) -> bool:
    """Tell whether this is a file of options."""
    return path.rpartition("/")[2].startswith("Kconfig")


def configuration_of(setting: Setting, declared: bool) -> Configuration:
    """Return how to configure; ``declared`` tells whether the tree's Kconfig knows the option."""
    if not setting.option:
        return Configuration("", ())
    if declared:
        return Configuration(f"{setting.option}=y\n" if setting.on else f"# {setting.option} is not set\n", ())
    return Configuration("", (f"KCFLAGS=-D{setting.option}=1",) if setting.on else ())


def contradiction(setting: Setting, configuration: Configuration, config: str) -> str:
    """Say what is wrong where a finished ``.config`` is not the setting; empty where it is."""
    if not configuration.fragment:
        return ""
    found = re.search(rf"^{re.escape(setting.option)}=[ym]$", config, re.MULTILINE) is not None
    if found == setting.on:
        return ""
    return f"Kconfig does not let {setting.option} be {'set' if setting.on else 'unset'} in this configuration"
