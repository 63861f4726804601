"""Lists and decisions."""

struct = "file_operations"

change = add("flush", "toy_flush", place=last())

qualifies = has("read")

allow = ["toyfs"]
deny = {"oldfs": "about to go"}

decisions = {
    "fs/toyfs/file.c:toy_ctl_fops": exclude("a control file"),
    "fs/toyfs/file.c:toy_log_fops": opt_out("nothing to flush"),
    "fs/toyfs/file.c:toy_dir_fops": include("a directory, too"),
}
