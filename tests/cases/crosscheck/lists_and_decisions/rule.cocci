// Lists and decisions.
//
// Written by `ckptgen -p toy export --smpl`; what SmPL cannot say stands in comments:
// - which filesystems may change (1 on the allow list, 1 on the deny list): name their folders to
//   spatch
// - what is decided about single tables (3 decisions)
// - tables in arrays, in other structs, in compound literals and in macros stay as they are
//
// spatch --sp-file THIS_FILE --no-includes --include-headers --dir fs

// Add .flush = toy_flush (line 5)
// - the entry goes last

@has_1@
identifier table;
expression value;
position p1;
@@
struct file_operations table@p1 = {
	.read = value,
};

@present_2@
identifier table;
expression value;
position p2;
@@
struct file_operations table@p2 = {
	.flush = value,
};

@add_3@
identifier table;
position has_1.p1;
position p3 != {present_2.p2};
@@
struct file_operations table@p1@p3 = {
	...,
+	.flush = toy_flush,
};
