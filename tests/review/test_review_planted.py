"""The tool's own series finds nothing; with one fault planted, just that is found."""

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from ckptgen.cli.main import run
from tests.cli.test_guards import guard_entries
from tests.paths import ROOT, SAMPLE
from tests.review.reviewing import git, reviewed, rules

SIGNOFF = ("--signoff", "A U Thor <author@example.com>")
ENTRY = "\t.checkpoint\t= generic_file_checkpoint,\n"
GUARDED = f"#ifdef CONFIG_CHECKPOINT\n{ENTRY}#endif\n"
Change = Callable[[str], str]
DECLARE, TABLES = 1, 2


@dataclass(frozen=True)
class Fault:
    """One change of one file of the series' first or second patch, and what is to be found then: rule and table."""

    name: str
    path: str
    change: Change
    found: tuple[tuple[str, str], ...]
    patch: int = TABLES


def replaced(old: str, new: str) -> Change:
    """Replace what stands there once, or the first of several."""

    def change(text: str) -> str:
        assert old in text, f"{old!r} is not there"
        return text.replace(old, new, 1)

    return change


def removed(text: str) -> str:
    return replaced(ENTRY, "")(text)


def moved(behind: str) -> Change:
    def change(text: str) -> str:
        line = re.search(rf"^\t\.{behind}\b.*\n", text, re.MULTILINE)
        assert line is not None
        return replaced(line[0], line[0] + ENTRY)(removed(text))

    return change


def without_lines(pattern: str) -> Change:
    def change(text: str) -> str:
        assert re.search(pattern, text, re.MULTILINE)
        return re.sub(rf"^.*{pattern}.*\n", "", text, flags=re.MULTILINE)

    return change


def given(table: str, entry: str = ENTRY) -> Change:
    """Give a table the entry behind its last one."""

    def change(text: str) -> str:
        found = re.search(rf"{table} = \{{\n.*?(?=^\}};)", text, re.MULTILINE | re.DOTALL)
        assert found is not None
        return text[: found.end()] + entry + text[found.end() :]

    return change


NEW_TABLE = f"""
static const struct file_operations jfs_trace_fops = {{
\t.llseek\t\t= generic_file_llseek,
{ENTRY}}};

void jfs_trace_init(void)
{{
\tdebugfs_create_file("trace", 0400, NULL, NULL, &jfs_trace_fops);
}}
"""
FAULTS = (
    Fault("a table is missing", "fs/btrfs/inode.c", removed, (("missing-table", "btrfs_dir_file_operations"),)),
    Fault("a filesystem is missing", "fs/befs/linuxvfs.c", removed, (("missing-filesystem", "fs/befs/linuxvfs.c"),)),
    Fault("a shared table is missing", "fs/read_write.c", removed, (("missing-table", "generic_ro_fops"),)),
    Fault(
        "the private copy lacks an entry",
        "fs/ramfs/inode.c",
        replaced("\t.fsync\t\t= noop_fsync,\n", ""),
        (("missing-copy", "ramfs_dir_operations"),),
    ),
    Fault(
        "a proc interface",
        "fs/jfs/jfs_debug.c",
        given("jfs_loglevel_fops"),
        (("unqualified-table", "jfs_loglevel_fops"),),
    ),
    Fault(
        "a debugfs interface",
        "kernel/relay.c",
        given("relay_state_fops"),
        (("unqualified-table", "relay_state_fops"),),
    ),
    Fault(
        "a character device",
        "drivers/char/clock.c",
        given("clock_fops"),
        (("unqualified-table", "clock_fops"),),
    ),
    Fault(
        "no llseek",
        "fs/minix/file.c",
        given("minix_dir_operations"),
        (("unqualified-table", "minix_dir_operations"),),
    ),
    Fault(
        "no_llseek",
        "fs/omfs/file.c",
        given("omfs_file_operations", "\t.checkpoint = generic_file_checkpoint,\n"),
        (("unqualified-table", "omfs_file_operations"),),
    ),
    Fault(
        "an open that forbids to seek",
        "fs/openpromfs/inode.c",
        given("openpromfs_prop_ops"),
        (("unqualified-table", "openpromfs_prop_ops"),),
    ),
    Fault(
        "a table that nothing uses",
        "fs/exofs/inode.c",
        given("exofs_unused_operations"),
        (("unqualified-table", "exofs_unused_operations"),),
    ),
    Fault(
        "a denied filesystem",
        "fs/smbfs/file.c",
        given("smb_file_operations"),
        (("listed-filesystem", "smb_file_operations"),),
    ),
    Fault(
        "a filesystem that is done elsewhere",
        "fs/ext2/file.c",
        given("ext2_file_operations"),
        (("listed-filesystem", "ext2_file_operations"),),
    ),
    Fault(
        "a filesystem on no list",
        "fs/erofs/data.c",
        given("erofs_file_fops"),
        (("listed-filesystem", "erofs_file_fops"),),
    ),
    Fault("a shared table", "fs/libfs.c", given("simple_dir_operations"), (("shared-table", "simple_dir_operations"),)),
    Fault(
        "a new table of a debugfs interface, and the function that installs it",
        "fs/jfs/file.c",
        lambda text: text + NEW_TABLE,
        (("unqualified-table", "jfs_trace_fops"), ("other-change", "fs/jfs/file.c")),
    ),
    Fault(
        "a handler of its own",
        "fs/btrfs/inode.c",
        replaced(ENTRY, "\t.checkpoint\t= btrfs_dir_checkpoint,\n"),
        (("other-value", "btrfs_dir_file_operations"),),
    ),
    Fault("another place", "fs/btrfs/inode.c", moved("llseek"), (("placement", "btrfs_dir_file_operations"),)),
    Fault("a guarded entry", "fs/btrfs/inode.c", replaced(ENTRY, GUARDED), (("guard", "btrfs_dir_file_operations"),)),
    Fault(
        "an entry under another condition",
        "fs/btrfs/file.c",
        lambda text: replaced("# ifdef", f"{ENTRY}# ifdef")(removed(text)),
        (("guard", "btrfs_file_operations"), ("placement", "btrfs_file_operations")),
    ),
    Fault(
        "a guarded entry in another struct",
        "fs/nfs/mmap.c",
        replaced("nfs_vm_page_mkwrite,\n", "nfs_vm_page_mkwrite,\n" + GUARDED),
        (("guard", "nfs_file_vm_ops"),),
    ),
    Fault(
        "no member",
        "include/linux/fs.h",
        without_lines(r"\(\*checkpoint\)"),
        (("missing-member", "include/linux/fs.h"),),
        DECLARE,
    ),
    Fault(
        "no stub",
        "include/linux/fs.h",
        without_lines(r"#define generic_file_checkpoint NULL"),
        (("missing-stub", "include/linux/fs.h"),),
        DECLARE,
    ),
    Fault(
        "a function that does nothing is as good as NULL",
        "include/linux/fs.h",
        replaced(
            "#define generic_file_checkpoint NULL\n",
            "static inline int generic_file_checkpoint(struct ckpt_ctx *ctx, struct file *file)\n"
            "{\n\treturn -ENOSYS;\n}\n",
        ),
        (),
        DECLARE,
    ),
    Fault(
        "the member under a condition",
        "include/linux/fs.h",
        lambda text: re.sub(r"(\tint \(\*checkpoint\).*\n)", r"#ifdef CONFIG_CHECKPOINT\n\1#endif\n", text, count=1),
        (("missing-member", "include/linux/fs.h"),),
        DECLARE,
    ),
    Fault(
        "blanks instead of the column",
        "fs/btrfs/inode.c",
        replaced(ENTRY, "\t.checkpoint = generic_file_checkpoint,\n"),
        (("alignment", "btrfs_dir_file_operations"),),
    ),
    Fault(
        "a tab too many before the value",
        "fs/btrfs/inode.c",
        replaced(ENTRY, "\t.checkpoint\t=\tgeneric_file_checkpoint,\n"),
        (("alignment", "btrfs_dir_file_operations"),),
    ),
    Fault(
        "a blank line goes",
        "fs/btrfs/super.c",
        replaced("};\n\nstatic", "};\nstatic"),
        (("white-space", "fs/btrfs/super.c"),),
    ),
    Fault(
        "a blank line comes",
        "fs/btrfs/file.c",
        replaced("#include <linux/fs.h>\n", "#include <linux/fs.h>\n\n"),
        (("white-space", "fs/btrfs/file.c"),),
    ),
    Fault(
        "another entry is aligned",
        "fs/btrfs/inode.c",
        replaced("\t.release        = ", "\t.release\t= "),
        (("white-space", "fs/btrfs/inode.c"),),
    ),
    Fault(
        "another entry changes",
        "fs/btrfs/inode.c",
        replaced("= generic_read_dir", "= btrfs_read_dir"),
        (("other-change", "fs/btrfs/inode.c"),),
    ),
    Fault(
        "a statement comes",
        "fs/ramfs/inode.c",
        replaced("\t\tbreak;\n", "\t\tinc_nlink(inode);\n\t\tbreak;\n"),
        (("other-change", "fs/ramfs/inode.c"),),
    ),
    Fault(
        "the declaring patch changes another member",
        "include/linux/fs.h",
        replaced("int (*fasync)(int,", "int (*fasync)(unsigned int,"),
        (("other-change", "include/linux/fs.h"),),
        DECLARE,
    ),
)


@dataclass(frozen=True)
class Planting:
    """A repository with the sample in it, tag ``base``, and the series for it in two patches."""

    repository: Path
    patches: tuple[Path, ...]

    def series(self, fault: Fault | None, folder: Path) -> Path:
        """Write the series with a fault to a folder."""
        git(self.repository, "checkout", "--quiet", "--detach", "base")
        for number, patch in enumerate(self.patches, 1):
            git(self.repository, "am", "--quiet", "--keep-cr", "--3way", str(patch))
            if fault is not None and fault.patch == number:
                path = self.repository / fault.path
                path.write_bytes(
                    fault.change(path.read_bytes().decode("utf-8", "surrogateescape")).encode(
                        "utf-8", "surrogateescape"
                    )
                )
                git(self.repository, "commit", "--quiet", "--all", "--amend", "--no-edit")
        git(self.repository, "format-patch", "--quiet", "-o", str(folder), "base")
        return folder


@pytest.fixture(scope="module")
def planting(tmp_path_factory: pytest.TempPathFactory) -> Planting:
    root = tmp_path_factory.mktemp("planting")
    repository = Path(shutil.copytree(SAMPLE, root / "linux"))
    git(repository, "init", "--quiet", "--template=")
    git(repository, "add", "--force", ".")
    git(repository, "commit", "--quiet", "--message=base")
    git(repository, "tag", "base")
    assert run(["-C", str(SAMPLE), "series", "--group-by", "none", *SIGNOFF, "-o", str(root / "out")]) == 0
    return Planting(repository, tuple(sorted((root / "out").glob("*.patch"))[1:]))


@pytest.mark.parametrize("name", ["checkpoint", "vm-checkpoint"])
def test_the_shipped_series_finds_nothing(name: str) -> None:
    review = reviewed(ROOT / "patches" / name / "series", rule=name)
    assert rules(review) == []
    assert len(review.gains) == {"checkpoint": 39, "vm-checkpoint": 3}[name]


def test_the_decided_exceptions_are_told() -> None:
    review = reviewed(ROOT / "patches/checkpoint/series")
    told = [(finding.table, finding.accepted) for finding in review.accepted]
    assert told[0] == ("btrfs_ctl_fops", "a control file, which does not care about its position")
    assert [table for table, _ in told] == ["btrfs_ctl_fops", "ecryptfs_miscdev_fops", "dfs_fops"]


def test_the_series_under_ifdef_finds_nothing(tmp_path: Path) -> None:
    root = guard_entries(Path(shutil.copytree(SAMPLE, tmp_path / "sample")))
    assert run(["-C", str(root), "series", "--guard", "ifdef", *SIGNOFF, "-o", str(tmp_path / "out")]) == 0
    review = reviewed(tmp_path / "out", root)
    assert rules(review) == []
    # The private copy stands under the option as a whole.
    assert review.conditional == (38, 38)
    # Without its manifest, too: what most entries do is what is asked of all.
    (tmp_path / "out" / "manifest.json").unlink()
    again = reviewed(tmp_path / "out", root)
    assert (rules(again), again.patch.guard) == ([], "ifdef")


def test_the_same_as_a_folder_of_mails_finds_nothing(planting: Planting, tmp_path: Path) -> None:
    assert rules(reviewed(planting.series(None, tmp_path / "out"))) == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_one_fault(planting: Planting, fault: Fault, tmp_path: Path) -> None:
    found = rules(reviewed(planting.series(fault, tmp_path / "out")))
    assert sorted(found) == sorted(fault.found)


def test_a_bare_entry_under_ifdef(tmp_path: Path) -> None:
    root = guard_entries(Path(shutil.copytree(SAMPLE, tmp_path / "sample")))
    assert run(["-C", str(root), "series", "--guard", "ifdef", *SIGNOFF, "-o", str(tmp_path / "out")]) == 0
    (patch,) = (tmp_path / "out").glob("*-exofs-*.patch")
    bare = re.sub(r"^\+#(ifdef CONFIG_CHECKPOINT|endif)\n", "", patch.read_text(), flags=re.MULTILINE)
    patch.write_text(
        re.sub(r"@@ -(\d+),(\d+) \+(\d+),\d+ @@", lambda m: f"@@ -{m[1]},{m[2]} +{m[3]},{int(m[2]) + 1} @@", bare)
    )
    found = rules(reviewed(tmp_path / "out", root))
    # It does not compile without the option, either.
    assert found == [("missing-member", "include/linux/fs.h"), ("guard", "exofs_file_operations")]


def test_patches_in_another_order(planting: Planting, tmp_path: Path) -> None:
    first, second = sorted(planting.series(None, tmp_path / "out").iterdir())
    first.rename(tmp_path / "out" / "0003-declare.patch")
    review = reviewed(tmp_path / "out")
    assert [finding.rule for finding in review.findings] == ["missing-member"]
    assert review.findings[0].patch == second.name
    assert "only patch 2 of the series declares" in review.findings[0].message


def test_an_exception_that_the_message_does_not_name(planting: Planting, tmp_path: Path) -> None:
    _, patch = sorted(planting.series(None, tmp_path / "out").iterdir())
    head, cut, diff = patch.read_bytes().partition(b"\n---\n")
    patch.write_bytes(head.replace(b"btrfs_ctl_fops", b"the control file") + cut + diff)
    assert rules(reviewed(tmp_path / "out")) == [("unexplained-exception", "btrfs_ctl_fops")]


def test_the_same_place_everywhere_but_not_that_of_the_semantic_patch(tmp_path: Path) -> None:
    shipped = (ROOT / "patches/checkpoint/rule.py").read_text()
    file = tmp_path / "rule.py"
    file.write_text(replaced("place=declared_order()", 'place=after("llseek")')(shipped))
    assert run(["-C", str(SAMPLE), "-p", str(file), "series", *SIGNOFF, "-o", str(tmp_path / "out")]) == 0
    (finding,) = reviewed(tmp_path / "out").findings
    assert finding.rule == "placement-rule"
    assert finding.message.endswith("here it stands otherwise: 39 stand right after .llseek")


def test_tables_that_the_series_moves_or_takes_away(planting: Planting, tmp_path: Path) -> None:
    repository = planting.repository
    planting.series(None, tmp_path / "unused")
    git(repository, "mv", "fs/exofs/inode.c", "fs/exofs/super.c")
    git(repository, "rm", "--quiet", "fs/affs/dir.c")
    git(repository, "commit", "--quiet", "--message=fs: move and remove")
    git(repository, "format-patch", "--quiet", "-M", "-o", str(tmp_path / "out"), "base")
    review = reviewed(tmp_path / "out")
    assert rules(review) == []
    assert [gain.path for gain in review.gains if gain.table == "exofs_file_operations"] == ["fs/exofs/super.c"]
    assert not [gain for gain in review.gains if gain.path == "fs/affs/dir.c"]


def test_a_later_patch_that_moves_an_entry(planting: Planting, tmp_path: Path) -> None:
    repository = planting.repository
    planting.series(None, tmp_path / "unused")
    path = repository / "fs/btrfs/inode.c"
    path.write_text(moved("llseek")(path.read_text()))
    git(repository, "commit", "--quiet", "--all", "--message=btrfs: move .checkpoint")
    git(repository, "format-patch", "--quiet", "-o", str(tmp_path / "out"), "base")
    (finding,) = reviewed(tmp_path / "out").findings
    assert (finding.rule, finding.patch) == ("placement", "0003-btrfs-move-.checkpoint.patch")


def test_the_users_own_core_patches_are_no_part_of_what_is_judged(planting: Planting, tmp_path: Path) -> None:
    """The plan stands on them: here they let a table seek, and do something else besides."""
    repository = planting.repository
    git(repository, "checkout", "--quiet", "--detach", "base")
    path = repository / "fs/minix/file.c"
    seek = replaced("minix_dir_operations = {\n", "minix_dir_operations = {\n\t.llseek\t\t= generic_file_llseek,\n")
    path.write_text(seek(path.read_text()).replace("\n\n", "\n", 1))
    git(repository, "commit", "--quiet", "--all", "--message=minix: let directories seek")
    git(repository, "format-patch", "--quiet", "-1", "-o", str(tmp_path / "core"))
    core = ("--core", str(tmp_path / "core"))
    assert run(["-C", str(SAMPLE), "series", *core, *SIGNOFF, "-o", str(tmp_path / "out")]) == 0
    review = reviewed(tmp_path / "out")
    assert rules(review) == []
    assert "minix_dir_operations" in {gain.table for gain in review.gains}


def test_what_a_decision_excludes_is_accepted(tmp_path: Path) -> None:
    shipped = (ROOT / "patches/checkpoint/rule.py").read_text()
    file = tmp_path / "rule.py"
    line = 'decisions = {\n    "fs/exofs/inode.c:exofs_file_operations": exclude("its state is elsewhere"),\n'
    file.write_text(replaced("decisions = {\n", line)(shipped))
    assert run(["-C", str(SAMPLE), "-p", str(file), "series", *SIGNOFF, "-o", str(tmp_path / "out")]) == 0
    review = reviewed(tmp_path / "out", rule=file)
    assert rules(review) == []
    (left,) = (finding for finding in review.accepted if finding.rule == "missing-table")
    assert (left.table, left.accepted) == ("exofs_file_operations", "its state is elsewhere")
