// Constify.
//
// Written by `ckptgen -p toy export --smpl`; what SmPL cannot say stands in comments:
// - tables in arrays, in other structs, in compound literals and in macros stay as they are
//
// spatch --sp-file THIS_FILE --no-includes --include-headers --dir fs

// Make the tables const (line 5)
// - a table that is written at run time, or given to what is not const, changes all the same
// - declarations in other files stay as they are

@const_1@
identifier table;
position p1;
@@
const struct file_operations table@p1 = {
	...
};

@constify_2@
identifier table;
position p2 != {const_1.p1};
@@
+const
struct file_operations table@p2 = {
	...
};

@const_3@
identifier constify_2.table;
position p3;
@@
const struct file_operations table@p3;

@declare_4@
identifier constify_2.table;
position p4 != const_3.p3;
@@
+const
struct file_operations table@p4;
