// Conditionals and comments of what goes.
//
// Written by `ckptgen -p toy export --smpl`; what SmPL cannot say stands in comments:
// - tables in arrays, in other structs, in compound literals and in macros stay as they are
//
// spatch --sp-file THIS_FILE --no-includes --include-headers --dir fs

// Remove .compat_ioctl (line 5)
// - an #if around the entry stays, empty, and so does a comment on it

@remove_1@
identifier table;
expression value;
@@
struct file_operations table = {
-	.compat_ioctl = value,
};
