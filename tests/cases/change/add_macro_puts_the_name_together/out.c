/* A macro makes the name of the variable. */
#define DEMO_NAME(x) demo_##x

static struct file_operations DEMO_NAME(fops) = {
	.llseek = noop_llseek,
	.open = demo_open,
	.setlease = generic_setlease,
};
