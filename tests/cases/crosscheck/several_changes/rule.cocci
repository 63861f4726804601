// Several changes.
//
// Written by `ckptgen -p toy export --smpl`; what SmPL cannot say stands in comments:
// - tables in arrays, in other structs, in compound literals and in macros stay as they are
//
// spatch --sp-file THIS_FILE --no-includes --include-headers --dir fs

// Add .flush = toy_flush (line 6)
// - the entry goes behind .open, also inside an #if, or else last

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
	.open = value,
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

// Replace the value of .read by new_sync_read, where it is do_sync_read (line 7)

@replace_5@
identifier table;
symbol do_sync_read;
@@
struct file_operations table = {
	.read =
-		do_sync_read
+		new_sync_read
	,
};

// Rename .aio_read to .read_iter = toy_read_iter (line 8)

@present_6@
identifier table;
expression value;
position p6;
@@
struct file_operations table@p6 = {
	.read_iter = value,
};

@rename_7@
identifier table;
expression value;
position p7 != {present_6.p6};
@@
struct file_operations table@p7 = {
-	.aio_read
+	.read_iter
	=
-		value
+		toy_read_iter
	,
};

// Remove .owner (line 9)
// - an #if around the entry stays, empty, and so does a comment on it

@has_8@
identifier table;
symbol no_llseek;
position p8;
@@
struct file_operations table@p8 = {
	.llseek = no_llseek,
};

@remove_9@
identifier table;
expression value;
position has_8.p8;
@@
struct file_operations table@p8 = {
-	.owner = value,
};
