static struct file_operations 
#ifdef CONFIG_DEMO
const
#endif
demo_fops = {
	.open = demo_open,
};
