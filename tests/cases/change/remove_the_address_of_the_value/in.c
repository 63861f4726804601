static const struct file_operations t_fops = {
	.owner	= THIS_MODULE,
	.llseek	= &no_llseek,
	.open	= t_open,
};
