extern const struct file_operations demo_fops __initconst;
const struct file_operations __initconst demo_fops = {
	.open = demo_open,
};
