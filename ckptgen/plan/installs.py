"""How a table reaches its files: what each kind of use means."""

from ckptgen.csource.uses import Use, UseKind
from ckptgen.plan.model import Evidence

# The functions that take a table, by the start of their names, and what they make of it.
_CALLS: tuple[tuple[str, str], ...] = (
    ("proc_create", "proc"),
    ("create_proc_", "proc"),
    ("proc_net_", "proc"),
    ("debugfs_create_", "debugfs"),
    ("tracefs_create_", "tracefs"),
    ("trace_create_", "tracefs"),
    ("securityfs_create_", "securityfs"),
    ("sysfs_create_", "sysfs"),
    ("anon_inode_", "anon_inode"),
    ("register_chrdev", "chardev"),
    ("__register_chrdev", "chardev"),
    ("cdev_init", "chardev"),
    ("snd_register_", "chardev"),
    ("register_sound_", "chardev"),
    ("alloc_file", "file"),
    ("replace_fops", "file"),
    ("rpc_mkpipe", "pipefs"),
)
_MEMBERS = {"i_fop": "inode", "f_op": "file", "proc_fops": "proc", "vm_ops": "vma"}
_HOLDERS = {"miscdevice": "misc", "cdev": "chardev", "drm_driver": "chardev", "usb_class_driver": "chardev"}
_NOT_INSTALLED = (UseKind.COMPARED, UseKind.ALIAS)


def installation(use: Use) -> str:
    """Return how a use installs the table: ``inode``, ``proc``, ...; ``other`` where that cannot be told."""
    if use.kind is UseKind.ARGUMENT:
        return next((kind for start, kind in _CALLS if use.target.startswith(start)), "other")
    if use.kind in (UseKind.ASSIGNED, UseKind.ELEMENT):
        if use.holder in _HOLDERS:
            return _HOLDERS[use.holder]
        return _MEMBERS.get(use.target, "other")
    return "other"


def installs(use: Use) -> bool:
    """Tell whether the use gives the table to something (a comparison or an alias does not)."""
    return use.kind not in _NOT_INSTALLED


def describe(use: Use, label: str = "") -> Evidence:
    """Return the use as evidence; ``label`` says more, such as through which alias it goes."""
    match use.kind:
        case UseKind.ASSIGNED:
            detail = f"assigned to .{use.target}" + (f" of struct {use.holder}" if use.holder else "")
        case UseKind.ARGUMENT:
            detail = f"given to {use.target}()"
        case UseKind.ELEMENT:
            detail = f"listed in struct {use.holder}" if use.holder else "listed in an initializer"
        case UseKind.COMPARED:
            detail = "compared with"
        case UseKind.ALIAS:
            detail = f"named {use.target} by a #define"
        case UseKind.RETURNED:
            detail = "returned"
        case UseKind.OTHER:
            detail = "used"
    kind = installation(use) if installs(use) else str(use.kind)
    return Evidence(f"use:{kind}", f"{detail}{label}: {use.text}", use.path, use.line)
