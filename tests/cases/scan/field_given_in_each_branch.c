/* The same field once per branch of #if, #elif and #else. */
static const struct file_operations demo_fops = {
#if defined(CONFIG_DEMO_A)
	.mmap = a_mmap,
#elif defined(CONFIG_DEMO_B)
	.mmap = b_mmap,
#else /* neither */
	.mmap = generic_file_readonly_mmap,
#endif
	.llseek = generic_file_llseek,
};
