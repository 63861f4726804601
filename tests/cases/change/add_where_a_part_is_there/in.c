static struct file_operations demo_fops = {
	.owner = THIS_MODULE,
	.driver.name = "demo",
	.names[1] = "one",
	.names[2 ... 4] = "more",
	.llseek = noop_llseek,
	.grid[1][0] = 5,
};
