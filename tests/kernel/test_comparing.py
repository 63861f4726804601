"""What compares semantic patches with history sees each way in which the two can differ."""

import json
from pathlib import Path

from tests.kernel.reproducing import compare, read_case, reasons
from tests.kernel.running import git

RULE = """\
'''Rename.'''
struct = "file_operations"
change = rename("ioctl", "unlocked_ioctl")
qualifies = always
allow = everywhere
"""
TABLE = "struct file_operations {} = {{\n\t.owner\t\t= THIS_MODULE,\n{}}};\n"
OTHER = "struct other o = {{\n\t.size = {},\n}};\n"
WAS = "\t.ioctl\t\t= f,\n"
WILL = "\t.unlocked_ioctl\t= f,\n"


def commit(clone: Path, tables: dict[str, str], size: str, head: str = "") -> str:
    (clone / "x.c").write_text(head + "".join(TABLE.format(*item) for item in tables.items()) + OTHER.format(size))
    git(clone, "add", "x.c")
    git(clone, "commit", "--quiet", "--message=x")
    return git(clone, "rev-parse", "HEAD").decode().strip()


def test_each_way_to_differ_is_seen(tmp_path: Path) -> None:
    clone, folder = tmp_path / "clone", tmp_path / "case"
    git(tmp_path, "init", "--quiet", "--template=", str(clone))
    commit(clone, dict.fromkeys(("same", "spaced", "left", "late", "gone"), WAS), "1")
    made = {"same": WILL, "spaced": WILL.replace("\t= ", "=\t"), "left": WAS, "late": WAS, "gone": ""}
    people = commit(clone, made, "2")
    git(clone, "tag", "v2.6.30")
    commit(clone, made | {"late": WILL}, "2")
    git(clone, "tag", "v2.6.31")
    folder.mkdir()
    (folder / "rule.py").write_text(RULE)
    (folder / "case.json").write_text(json.dumps({"commit": people, "core": [], "explained": []}))
    case = read_case(folder)
    comparison = compare(clone, case)
    renamed = ".ioctl = f -> .unlocked_ioctl = f"
    assert reasons(clone, case, comparison) == {
        f"text: x.c:spaced {renamed}": "",
        "missed: x.c:gone .ioctl = f -> nothing": "",
        "missed: x.c:line 22 .size = 1 -> .size = 2": "",
        f"only here: x.c:left {renamed}": "",
        f"only here: x.c:late {renamed}": "people made it by v2.6.31",
        f"only here: x.c:gone {renamed}": "",
    }
    assert (comparison.reproduced, comparison.alike) == (2 / 4, 1 / 2)


def test_an_include_of_people_is_a_difference(tmp_path: Path) -> None:
    clone, folder = tmp_path / "clone", tmp_path / "case"
    git(tmp_path, "init", "--quiet", "--template=", str(clone))
    commit(clone, {"same": WAS}, "1")
    people = commit(clone, {"same": WILL}, "1", "#include <linux/fs.h>\n")
    folder.mkdir()
    (folder / "rule.py").write_text(RULE)
    (folder / "case.json").write_text(json.dumps({"commit": people, "core": [], "explained": []}))
    comparison = compare(clone, read_case(folder))
    assert (comparison.reproduced, comparison.alike) == (1, 0)
