void demo(struct demo *demo)
{
	demo->fops = (struct file_operations){
		.open = demo_open,
		.llseek = no_llseek,
	};
}
