const struct file_operations demo_fops = {
	.open = demo_open,
};

int demo(void)
{
	extern const struct file_operations demo_fops;

	return demo_fops.open != NULL;
}
