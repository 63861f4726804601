const struct file_operations demo_fops = {
};
