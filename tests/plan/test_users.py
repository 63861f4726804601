"""Who uses one table: every mention, and none of another thing of the same name."""

from collections.abc import Mapping
from pathlib import Path

from ckptgen.plan.owners import Owners
from ckptgen.plan.users import TableUsers, find_table_users
from ckptgen.tree.directory import DirectoryTree

from .trees import write_tree

HEADER = "struct file_operations {\n\tint (*open)(void);\n};\nextern const struct file_operations t;\n"
TABLE = "const struct file_operations t = {\n\t.open = f,\n};\n"
STATIC = f"static {TABLE}"
INSTALLED = "void set(struct inode *inode)\n{\n\tinode->i_fop = &t;\n}\n"
COMPARED = "int is(struct file *file)\n{\n\treturn file->f_op == &t;\n}\n"


def find(root: Path, files: Mapping[str, str], path: str = "") -> tuple[TableUsers, ...]:
    write_tree(root, {"Makefile": "VERSION = 6\n", "include/linux/fs.h": HEADER, **files})
    return find_table_users(DirectoryTree(root), "file_operations", "t", path, Owners())


def places(found: TableUsers) -> dict[str, list[str]]:
    return {user.name: [f"{m.use.path}:{m.use.line}" for m in user.mentions] for user in found.users}


def test_users_by_filesystem_and_its_own_file_apart(tmp_path: Path) -> None:
    files = {
        "fs/libfs.c": TABLE + INSTALLED,
        "fs/b/x.c": INSTALLED,
        "fs/a/x.c": INSTALLED + INSTALLED.replace("set", "set2"),
        "drivers/char/x.c": INSTALLED,
    }
    (found,) = find(tmp_path, files)
    assert places(found) == {
        "a": ["fs/a/x.c:3", "fs/a/x.c:7"],
        "b": ["fs/b/x.c:3"],
        "drivers/char": ["drivers/char/x.c:3"],
    }
    assert [mention.use.line for mention in found.own] == [6]
    assert (found.owner, found.twins) == ("fs/libfs.c", ())
    assert all(user.installs for user in found.users)


def test_declarations_exports_and_comments_are_no_uses(tmp_path: Path) -> None:
    text = "extern const struct file_operations t;\nEXPORT_SYMBOL(t);\n/* &t */\nint t_more;\n"
    (found,) = find(tmp_path, {"fs/libfs.c": TABLE + "EXPORT_SYMBOL(t);\n", "fs/a/x.c": text})
    assert (found.users, found.own) == ((), ())


def test_a_static_table_is_known_in_its_file_only(tmp_path: Path) -> None:
    (found,) = find(tmp_path, {"fs/a/x.c": STATIC + INSTALLED, "fs/a/y.c": INSTALLED})
    assert found.users == ()
    assert [mention.use.path for mention in found.own] == ["fs/a/x.c"]


def test_a_static_and_an_external_table_of_one_name(tmp_path: Path) -> None:
    files = {"fs/libfs.c": TABLE, "fs/a/x.c": STATIC + INSTALLED, "fs/b/x.c": INSTALLED}
    own, external = find(tmp_path, files)
    assert (own.table.path, external.table.path) == ("fs/a/x.c", "fs/libfs.c")
    assert places(own) == {}
    assert [mention.use.path for mention in own.own] == ["fs/a/x.c"]
    assert places(external) == {"b": ["fs/b/x.c:3"]}
    assert external.twins == ()


def test_two_static_tables_of_one_name(tmp_path: Path) -> None:
    one, two = find(tmp_path, {"fs/a/x.c": STATIC + INSTALLED, "fs/b/x.c": STATIC + COMPARED})
    assert [[m.use.path for m in found.own] for found in (one, two)] == [["fs/a/x.c"], ["fs/b/x.c"]]
    assert (one.users, two.users) == ((), ())


def test_a_variable_of_another_type_is_what_its_file_means(tmp_path: Path) -> None:
    other = "static const struct other_operations t = {\n\t.open = f,\n};\n" + INSTALLED
    (found,) = find(tmp_path, {"fs/libfs.c": TABLE, "drivers/char/x.c": other})
    assert found.users == ()


def test_twins(tmp_path: Path) -> None:
    """Two files that define one external name: a configuration builds one of them, users are those of both."""
    files = {"fs/a/mmu.c": TABLE, "fs/a/nommu.c": TABLE + INSTALLED, "fs/b/x.c": INSTALLED}
    one, two = find(tmp_path, files)
    assert [table.path for table in one.twins] == ["fs/a/nommu.c"]
    assert [table.path for table in two.twins] == ["fs/a/mmu.c"]
    assert places(one) == {"a": ["fs/a/nommu.c:6"], "b": ["fs/b/x.c:3"]}
    assert places(two) == {"b": ["fs/b/x.c:3"]}


def test_a_path_chooses(tmp_path: Path) -> None:
    files = {"fs/libfs.c": TABLE, "fs/a/x.c": STATIC + INSTALLED}
    assert [found.table.path for found in find(tmp_path, files, "fs/a/x.c")] == ["fs/a/x.c"]
    assert find(tmp_path, files, "fs/b/x.c") == ()


def test_a_name_that_nothing_has(tmp_path: Path) -> None:
    assert find(tmp_path, {"fs/a/x.c": INSTALLED}) == ()


def test_another_struct_s_table_is_none(tmp_path: Path) -> None:
    assert find(tmp_path, {"fs/a/x.c": TABLE.replace("file_operations", "inode_operations")}) == ()


def test_a_comparison_installs_nothing(tmp_path: Path) -> None:
    (found,) = find(tmp_path, {"fs/libfs.c": TABLE, "fs/a/x.c": COMPARED, "fs/b/x.c": COMPARED + INSTALLED})
    assert {user.name: user.installs for user in found.users} == {"a": False, "b": True}


def test_given_to_a_function_returned_and_listed(tmp_path: Path) -> None:
    text = (
        'int init(void)\n{\n\tproc_create("x", 0, NULL, &t);\n}\n'
        "const struct file_operations *get(void)\n{\n\treturn &t;\n}\n"
        "static struct tree_descr files[] = { { &t } };\n"
    )
    (found,) = find(tmp_path, {"fs/libfs.c": TABLE, "fs/a/x.c": text})
    ((user),) = found.users
    assert [(str(m.use.kind), m.use.target, m.installs) for m in user.mentions] == [
        ("argument", "proc_create", True),
        ("returned", "", True),
        ("element", "", True),
    ]


def test_through_a_macro_in_a_header(tmp_path: Path) -> None:
    files = {
        "fs/libfs.c": TABLE,
        "include/linux/ops.h": "#ifdef CONFIG_X\n#define x_ops t\n#endif\n",
        "fs/a/x.c": INSTALLED.replace("&t", "&x_ops"),
        "fs/b/x.c": COMPARED.replace("&t", "&x_ops"),
    }
    (found,) = find(tmp_path, files)
    assert places(found) == {
        "a": ["fs/a/x.c:3"],
        "b": ["fs/b/x.c:3"],
        "include/linux": ["include/linux/ops.h:2"],
    }
    aliases = {user.name: [m.alias.target if m.alias else "" for m in user.mentions] for user in found.users}
    assert aliases == {"a": ["x_ops"], "b": ["x_ops"], "include/linux": [""]}
    assert {user.name: user.installs for user in found.users} == {"a": True, "b": False, "include/linux": False}


def test_a_macro_beside_a_table_of_its_name(tmp_path: Path) -> None:
    """The file has a table for the one branch and the macro for the other: its uses mean both."""
    files = {
        "fs/libfs.c": TABLE,
        "mm/x.c": "#ifdef CONFIG_X\n"
        + STATIC.replace(" t ", " x_ops ")
        + "#else\n#define x_ops t\n#endif\n"
        + INSTALLED.replace("&t", "&x_ops"),
    }
    (found,) = find(tmp_path, files)
    assert places(found) == {"mm": ["mm/x.c:6", "mm/x.c:10"]}
    assert found.users[0].installs


def test_a_macro_of_a_folder_s_header_holds_in_the_folder(tmp_path: Path) -> None:
    files = {
        "fs/libfs.c": TABLE,
        "fs/a/a.h": "#define x_ops t\n",
        "fs/a/x.c": INSTALLED.replace("&t", "&x_ops"),
        "fs/b/x.c": INSTALLED.replace("&t", "&x_ops"),
    }
    (found,) = find(tmp_path, files)
    assert places(found) == {"a": ["fs/a/a.h:1", "fs/a/x.c:3"]}


def test_all_tables_of_an_external_name_in_one_file(tmp_path: Path) -> None:
    """The two branches of an ``#if``: both are shown, neither is the other's twin."""
    (one, two) = find(tmp_path, {"fs/a/x.c": f"#ifdef X\n{TABLE}#else\n{TABLE}#endif\n", "fs/b/x.c": INSTALLED})
    assert (one.table.line, two.table.line) == (2, 6)
    assert places(one) == places(two) == {"b": ["fs/b/x.c:3"]}
    assert one.twins == two.twins == ()
