"""A tree, and a verification, that would take over a page which does not escape what it shows."""

import os
from pathlib import Path

from ckptgen.verify.model import (
    BuildStep,
    Built,
    Check,
    ObjectBuild,
    Outcome,
    PatchResult,
    Problem,
    StyleCheck,
    Verification,
)

SCRIPT = "<script>window.hacked=1</script>"
IMAGE = '"><img src=x onerror=window.hacked=2>'
TEMPLATE = "{{7*7}}"
TURNED = "\u202ekcab\u200f"
"""Marks that turn the direction of the text."""

EVIL = f"{SCRIPT}{IMAGE}{TEMPLATE}\x1b[31m\u202e</li></style>"

PATHS = (
    b"fs/evil/<script>window.hacked=3</script>.c",
    b'fs/evil/"><img src=x onerror=window.hacked=4>.c',
    b"fs/evil/{{7*7}}.c",
    b"fs/evil/\xe2\x80\xaekcab.c",
    b"fs/evil/\x1b[31m\nred.c",
    b"fs/evil/\xff.c",
    b"fs/evil/it's & more.c",
    b"fs/<script>window.hacked=5<\"onload='window.hacked=6'/plain.c",
)

TABLE = """\
/* </script></table></details>{script} */
static const struct file_operations {name} = {{
	.llseek = generic_file_llseek, /* {script} --> {image} {template} {turned} \x07\x1b[1m */
	/* {style} <!-- */
	.read = evil_read,
}};

static void install(struct inode *inode)
{{
	inode->i_fop = &{name}; /* {image} */
	if (!strcmp(name, "{script}"))
		inode->i_fop = &{name};
}}
"""
HEADER = """\
struct file_operations {
	struct module *owner;
	loff_t (*llseek)(struct file *, loff_t, int);
	ssize_t (*read)(struct file *, char *, size_t, loff_t *);
	int (*save)(struct file *);
};
"""


def write_tree(folder: Path) -> tuple[Path, Path]:
    """Write the tree and a semantic patch for it; return both."""
    tree = folder / f"linux{IMAGE}"
    for name in (b"include/linux/fs.h", *PATHS):
        path = Path(os.fsdecode(os.fsencode(tree) + b"/" + name))
        path.parent.mkdir(parents=True, exist_ok=True)
    (tree / "include/linux/fs.h").write_text(HEADER)
    for number, name in enumerate(PATHS):
        text = TABLE.format(
            name=f"evil{number}_fops",
            script=SCRIPT,
            image=IMAGE,
            template=TEMPLATE,
            turned=TURNED,
            style="</style><style>*{{display:none}}</style>",
        )
        Path(os.fsdecode(os.fsencode(tree) + b"/" + name)).write_bytes(text.encode() + b"/* \xff\xfe */\n")
    patch = folder / "evil.py"
    patch.write_text(
        f'''"""{SCRIPT} {TEMPLATE}

{IMAGE}
"""

struct = "file_operations"
change = add("save", "evil_save", place=last())
qualifies = installed_as("inode")
message = """
    Text.
    """
allow = ["evil", "{SCRIPT}"]
todo = {{"nobody{TEMPLATE}": {IMAGE!r}}}
decisions = {{"fs/evil/{TEMPLATE}.c:evil2_fops": include({SCRIPT + IMAGE + TEMPLATE!r})}}
''',
        "utf-8",
    )
    return tree, patch


def verification() -> Verification:
    """A verification in which every text is hostile."""
    failed = Check(Outcome.FAILED, (Problem(EVIL, f"fs/{EVIL}.c:1", f"/scratch/{EVIL}"),), (EVIL,))
    odd = BuildStep(
        EVIL, (ObjectBuild(EVIL, EVIL, Built.FAILED, EVIL, EVIL, EVIL), ObjectBuild(EVIL, EVIL, Built.NOT_BUILT, EVIL))
    )
    never = Check(Outcome.NOT_RUN, reason=EVIL)
    patch = PatchResult(f"0001-{EVIL}.patch", failed, never, failed, StyleCheck(failed, 1, 2), (odd,))
    return Verification(
        f"/tmp/{EVIL}",
        EVIL,
        EVIL,
        EVIL,
        "/scratch",
        (EVIL,),
        failed,
        (patch,),
        never,
        (odd, BuildStep(EVIL, (), EVIL)),
        0,
    )
