/* Each table is reported, in the order of the text. */
const struct file_operations demo_file_ops = {
	.llseek = generic_file_llseek,
};

static int demo_unused(void)
{
	return 0;
}

static struct file_operations demo_dir_ops = {
	.iterate_shared = demo_readdir,
};
