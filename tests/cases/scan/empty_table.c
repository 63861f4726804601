/* No entries at all, in three spellings. */
static const struct file_operations demo_fops = {};
const struct file_operations demo_blank_fops = {
};
static const struct file_operations demo_comment_fops = {
	/* nothing can be done with these inodes */
};
