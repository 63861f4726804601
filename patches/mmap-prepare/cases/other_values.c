/* A handler of the filesystem's own, the read-only one, and one that is converted already. */
const struct file_operations own_operations = {
	.mmap		= own_mmap,
};

const struct file_operations readonly_operations = {
	.mmap		= generic_file_readonly_mmap,
};

const struct file_operations new_operations = {
	.mmap_prepare	= generic_file_mmap_prepare,
};
