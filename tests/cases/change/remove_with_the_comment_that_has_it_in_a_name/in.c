static const struct file_operations demo_fops = {
	/* FIXME: work on tcp_poll */
	.poll = demo_ready,
	.mmap = demo_mmap,
};
