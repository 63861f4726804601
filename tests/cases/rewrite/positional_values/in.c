static struct file_operations demo_fops = {
	THIS_MODULE,
	demo_llseek,
	demo_read,
};
