// Both alike.
//
// Written by `ckptgen -p toy export --smpl`; what SmPL cannot say stands in comments:
// - tables in arrays, in other structs, in compound literals and in macros stay as they are
//
// spatch --sp-file THIS_FILE --no-includes --include-headers --dir fs

// Remove .llseek, where it is noop_llseek (line 5)
// - an #if around the entry stays, empty, and so does a comment on it

@remove_1@
identifier table;
symbol noop_llseek;
@@
struct file_operations table = {
-	.llseek = noop_llseek,
};
