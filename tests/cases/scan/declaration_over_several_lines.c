/* The line is that of the word "struct". */
static const
struct file_operations
demo_fops
	__read_mostly
=
{
	.open
		= demo_open,
	.read_iter =
		demo_read_iter,
	.llseek = generic_file_llseek
	,
}
;
