static void demo_set(struct file *file)
{
	file->f_op = &(struct file_operations) {
		.llseek = noop_llseek,
	};
}
