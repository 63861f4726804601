const struct file_operations simple_dir_operations[2] = {
	{ .open = f },
};
