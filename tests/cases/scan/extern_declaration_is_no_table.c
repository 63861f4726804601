/* Declared here, defined elsewhere. */
extern const struct file_operations demo_fops;
extern struct file_operations const demo_dir_fops, demo_link_fops;
extern const struct file_operations demo_array[];

static int demo_init(void)
{
	return 0;
}
