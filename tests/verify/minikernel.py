"""A kernel tree in miniature, with a build that takes the kernel's targets, and a series for it."""

import hashlib
import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tests.paths import ROOT

AUTHOR = "A U Thor <author@example.com>"
OPTION = "CONFIG_SAVE"

MAKEFILE = r"""VERSION = 6
PATCHLEVEL = 12
SUBLEVEL = 0
MAKEFLAGS += --no-builtin-rules
CONFIGURED := $(if $(shell grep -s CONFIG_SAVE=y $(O)/.config),-DCONFIG_SAVE=1)
CFLAGS := -Wall -Werror -Wno-unused -I$(CURDIR)/include $(KCFLAGS) $(CONFIGURED)

Makefile: ;

allmodconfig:
	@: > $(O)/.config
	@if grep -qs '^config SAVE' fs/Kconfig && ! grep -qs 'SAVE is not set' $(KCONFIG_ALLCONFIG); then \
		echo CONFIG_SAVE=y > $(O)/.config; fi

modules_prepare: allmodconfig

# A source that says LAZY is passed over, one that says HALF is given up when its object is written.
%.o: FORCE
	@mkdir -p $(O)/$(@D)
	@echo "  CC      $@"
	@echo "$@ $(O)" >> $(or $(COUNTED),/dev/null)
	@if [ -e "$(SLOW)" ] && grep -qs '\.saved' $*.c && [ "$@" = fs/beta/dir.o ]; then \
		echo $$$$ > "$(SLOW)"; exec sleep 60; fi
	@grep -qs LAZY $*.c || $(CC) $(CFLAGS) -c $(CURDIR)/$*.c -o $(O)/$@
	@! grep -qs HALF $*.c

FORCE:
.PHONY: FORCE
"""
CHECKPATCH = r"""#!/usr/bin/perl
use strict;
my ($errors, $warnings) = (0, 0);
my $file = $ARGV[-1];
open(my $in, "<", $file) or die;
while (my $line = <$in>) {
	if ($line =~ /^\+.*[ \t]$/) {
		print "$file:$.: ERROR:TRAILING_WHITESPACE: trailing whitespace\n";
		$errors++;
	}
	if ($line =~ m@^diff --git a/fs/old/@) {
		print "$file:$.: WARNING:OBSOLETE: fs/old/file.c is marked as 'obsolete' in the MAINTAINERS hierarchy.\n";
		$warnings++;
	}
}
print "total: $errors errors, $warnings warnings, $. lines checked\n";
exit($errors + $warnings > 0);
"""
HEADER = """#ifndef FS_H
#define FS_H
#define NULL ((void *)0)
struct file;
struct file_operations {
	int (*open)(struct file *file);
	int (*release)(struct file *file);
};
#endif
"""


def table(name: str, more: str = "") -> str:
    """Return a file with one ops table."""
    return f"""#include <linux/fs.h>
{more}
static int {name}_open(struct file *file)
{{
	return 0;
}}

const struct file_operations {name}_ops = {{
	.open = {name}_open,
	.release = {name}_open,
}};
"""


TREE: dict[str, str] = {
    ".gitignore": "*\n",
    "Makefile": MAKEFILE,
    "MAINTAINERS": "none\n",
    "scripts/checkpatch.pl": CHECKPATCH,
    "include/linux/fs.h": HEADER,
    "fs/Kconfig": "config OTHER\n\tbool\n",
    "fs/alpha/file.c": table("alpha"),
    "fs/beta/dir.c": table("beta"),
    "fs/gamma/inode.c": table("gamma", "#include <no_such_machine.h>"),
}
ENTRY = ("\t.release =", "\t.saved = generic_save,\n\t.release =")
STUB = """int generic_save(struct file *file);
#else
#define generic_save NULL
#endif
"""


@dataclass(frozen=True)
class Patch:
    """One patch to be made: texts to replace in each file; ``None`` for the old text makes the file."""

    subject: str
    edits: Mapping[str, tuple[str | None, str]]
    trailers: str = f"Signed-off-by: {AUTHOR}"


DECLARE = Patch(
    "fs: declare .saved",
    {"include/linux/fs.h": ("};\n", f"\tint (*saved)(struct file *file);\n}};\n#ifdef CONFIG_SAVE\n{STUB}")},
)
ALPHA = Patch("alpha: add .saved", {"fs/alpha/file.c": ENTRY})
BETA = Patch("beta: add .saved", {"fs/beta/dir.c": ENTRY})
GAMMA = Patch("gamma: add .saved", {"fs/gamma/inode.c": ENTRY})
SERIES = (DECLARE, ALPHA, BETA, GAMMA)


def write_tree(folder: Path, files: Mapping[str, str] = TREE) -> Path:
    """Write the tree into ``folder``."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(content)
    return folder


def with_edit(patch: Patch, old: str, new: str) -> Patch:
    """Return the patch with ``old`` replaced in what it writes."""
    assert any(old in text for _, text in patch.edits.values())
    return replace(patch, edits={path: (was, text.replace(old, new)) for path, (was, text) in patch.edits.items()})


def git(folder: Path, *arguments: str) -> str:
    """Run git without any configuration but an identity, and return what it prints."""
    command = ["git", "-C", str(folder), "-c", "user.name=A U Thor", "-c", "user.email=author@example.com", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def write_series(tree: Path, out: Path, patches: Sequence[Patch] = SERIES, base: str | None = None) -> Path:
    """Write the series as ``ckptgen series`` would: mails by git, and a manifest of what they do."""
    work = out.with_name(f"{out.name}-work")
    files = {path.relative_to(tree).as_posix(): path for path in tree.rglob("*") if path.is_file()}
    write_tree(work, {path: file.read_text() for path, file in files.items() if not path.startswith(".git/")})
    git(work, "init", "--quiet")
    git(work, "add", "--force", ".")
    git(work, "commit", "--quiet", "-m", "base")
    entries = []
    for patch in patches:
        changed = []
        for path, (old, new) in patch.edits.items():
            file = work / path
            before = file.read_bytes() if file.is_file() else b""
            content = new if old is None else file.read_text().replace(old, new, 1)
            write_tree(work, {path: content})
            changed.append({"path": path, "before_sha256": _hash(before), "after_sha256": _hash(content.encode())})
        git(work, "add", "--force", ".")
        git(work, "commit", "--quiet", "-m", f"{patch.subject}\n\nBecause.\n\n{patch.trailers}\n")
        entries.append({"subject": patch.subject, "tables": [], "files": changed})
    names = git(work, "format-patch", "--quiet", "-o", str(out), f"-{len(patches)}")
    assert not names
    written = sorted(out.iterdir())
    # What does not matter here is as in a series that ckptgen wrote.
    like = json.loads((ROOT / "patches/checkpoint/series/manifest.json").read_bytes())
    manifest = like | {
        "base": base,
        "option": OPTION,
        "patches": [like["patches"][0] | {"file": f.name} | e for f, e in zip(written, entries, strict=True)],
        "written": {file.name: _hash(file.read_bytes()) for file in written},
    }
    (out / "manifest.json").write_text(json.dumps(manifest))
    return out


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest() if content else ""
