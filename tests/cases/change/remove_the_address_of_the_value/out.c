static const struct file_operations t_fops = {
	.owner	= THIS_MODULE,
	.open	= t_open,
};
