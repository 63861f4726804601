static const struct file_operations demo_fops = {
	.owner		= THIS_MODULE,
	.llseek		= no_llseek,
	.open		= demo_open,
};
