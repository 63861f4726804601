/* Statements in a value: their braces, semicolons, commas and assignments are its own. */
static const struct file_operations demo_fops = {
	.open = ({ int x = 1, y; y = x; demo_open; }),
	.llseek = noop_llseek,
};
