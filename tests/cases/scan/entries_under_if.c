/* Conditionals inside a table: depth is the number of branches around an entry. */
static const struct file_operations demo_fops = {
	.llseek = generic_file_llseek,
#ifdef CONFIG_DEMO_READ
	.read_iter = demo_read_iter,
# ifdef CONFIG_DEMO_WRITE
	.write_iter = demo_write_iter,
# endif	/* CONFIG_DEMO_WRITE */
	.poll = demo_poll,
#endif /* CONFIG_DEMO_READ: .flush = demo_flush, */
	.open = demo_open,
#if defined(CONFIG_COMPAT) && \
	defined(CONFIG_DEMO_IOCTL)
	.compat_ioctl = demo_compat_ioctl,
#endif
};
