// Behind the core.
//
// Written by `ckptgen -p toy export --smpl`; what SmPL cannot say stands in comments:
// - the core change (line 5: a table without flush has nothing to flush): what stands behind it is
//   done with `-D behind_core` only
// - tables in arrays, in other structs, in compound literals and in macros stay as they are
//
// spatch --sp-file THIS_FILE --no-includes --include-headers -D behind_core --dir fs

virtual behind_core

// Remove .flush, where it is toy_flush_nothing (line 6)
// - an #if around the entry stays, empty, and so does a comment on it

@not_1@
identifier table;
expression value;
position p1;
@@
struct file_operations table@p1 = {
	.write = value,
};

@remove_2 depends on behind_core@
identifier table;
symbol toy_flush_nothing;
position p2 != {not_1.p1};
@@
struct file_operations table@p2 = {
-	.flush = toy_flush_nothing,
};

@has_3@
identifier table;
symbol toy_write, toy_write_all;
position p3;
@@
struct file_operations table@p3 = {
	.write = \(toy_write\|toy_write_all\),
};

@remove_4 depends on behind_core@
identifier table;
symbol toy_flush_nothing;
position has_3.p3;
@@
struct file_operations table@p3 = {
-	.flush = toy_flush_nothing,
};
