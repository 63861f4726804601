static const struct file_operations t_fops = {
	.owner	= THIS_MODULE,
	.llseek	= noop_llseek,
	.open	= t_open,
};
