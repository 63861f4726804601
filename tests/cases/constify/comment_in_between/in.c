static /* why */ struct file_operations /* of the demo */ demo_fops = {
	.open = demo_open,
};
