/* A colon in a value is no GNU designator. */
static const struct file_operations demo_fops = {
	.open = IS_ENABLED(CONFIG_DEMO) ? demo_open : NULL,
	.release = DEMO_A ? a_release :
		   DEMO_B ? b_release :
			    c_release,
	.llseek = noop_llseek,
};
