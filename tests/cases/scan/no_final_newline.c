/* The file's last byte is the table's semicolon. */
static const struct file_operations demo_fops = {
	.open = demo_open,
};