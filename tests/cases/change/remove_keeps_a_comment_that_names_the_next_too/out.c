static const struct file_operations demo_fops = {
	/* .llseek and .read are those of seq_file. */
	.read = seq_read,
	.open = demo_open,
};
