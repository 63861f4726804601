// Guarded by ifdef.
//
// Written by `ckptgen -p toy export --smpl`; what SmPL cannot say stands in comments:
// - the declaration of the member toy, the handler generic_toy, and what the documents say of it
// - tables in arrays, in other structs, in compound literals and in macros stay as they are
//
// spatch --sp-file THIS_FILE --no-includes --include-headers --dir fs

// Add .toy = generic_toy (line 4)
// - the entry goes behind .read, also inside an #if, or else last

@present_1@
identifier table;
expression value;
position p1;
@@
struct file_operations table@p1 = {
	.toy = value,
};

@add_2@
identifier table;
expression value;
position p2 != {present_1.p1};
@@
struct file_operations table@p2 = {
	.read = value,
+#ifdef CONFIG_TOY
+	.toy = generic_toy,
+#endif
};

@present_3@
identifier table;
expression value;
position p3;
@@
struct file_operations table@p3 = {
	.toy = value,
};

@add_4@
identifier table;
position p4 != {present_3.p3};
@@
struct file_operations table@p4 = {
	...,
+#ifdef CONFIG_TOY
+	.toy = generic_toy,
+#endif
};
