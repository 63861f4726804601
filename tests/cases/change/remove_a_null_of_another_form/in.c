static const struct file_operations t_fops = {
	.owner	= THIS_MODULE,
	.llseek	= ((void *)0),
	.open	= t_open,
};
