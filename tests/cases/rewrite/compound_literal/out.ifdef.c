static void demo_set(struct file *file)
{
	file->f_op = &(struct file_operations) {
		.llseek = noop_llseek,
#ifdef CONFIG_CHECKPOINT
		.checkpoint = generic_file_checkpoint,
#endif
	};
}
