static const struct file_operations t_fops = {
	.owner	= THIS_MODULE,
	.read	= t_read,
	.open	= t_open,
};
