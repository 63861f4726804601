static const struct file_operations demo_fops = {
	.owner = THIS_MODULE,
	.llseek = no_llseek,
	.undeclared = demo,
	.open = demo_open,
};
