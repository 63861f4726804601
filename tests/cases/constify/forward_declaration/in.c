static struct file_operations demo_fops;

int demo_is(struct file *file)
{
	return file->f_op == &demo_fops;
}

static struct file_operations demo_fops = {
	.open = demo_open,
};
