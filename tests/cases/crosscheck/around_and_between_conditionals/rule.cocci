// Around and between conditionals.
//
// Written by `ckptgen -p toy export --smpl`; what SmPL cannot say stands in comments:
// - tables in arrays, in other structs, in compound literals and in macros stay as they are
//
// spatch --sp-file THIS_FILE --no-includes --include-headers --dir fs

// Add .flush = toy_flush (line 5)
// - the entry goes behind .read, also inside an #if, or else last

@present_1@
identifier table;
expression value;
position p1;
@@
struct file_operations table@p1 = {
	.flush = value,
};

@add_2@
identifier table;
expression value;
position p2 != {present_1.p1};
@@
struct file_operations table@p2 = {
	.read = value,
+	.flush = toy_flush,
};

@present_3@
identifier table;
expression value;
position p3;
@@
struct file_operations table@p3 = {
	.flush = value,
};

@add_4@
identifier table;
position p4 != {present_3.p3};
@@
struct file_operations table@p4 = {
	...,
+	.flush = toy_flush,
};
