@@
identifier table;
expression seek;
@@
struct file_operations table = {
	.llseek = seek,
+	.checkpoint = generic_file_checkpoint,
};
