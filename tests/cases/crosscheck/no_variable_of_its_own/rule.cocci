// No variable of its own.
//
// Written by `ckptgen -p toy export --smpl`; what SmPL cannot say stands in comments:
// - tables in arrays, in other structs, in compound literals and in macros stay as they are
//
// spatch --sp-file THIS_FILE --no-includes --include-headers --dir fs

// Replace the value of .llseek by generic_file_llseek, where it is default_llseek (line 5)

@replace_1@
identifier table;
symbol default_llseek;
@@
struct file_operations table = {
	.llseek =
-		default_llseek
+		generic_file_llseek
	,
};
