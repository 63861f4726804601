/* The entry stays where it stands, and the value where the others begin. */
const struct file_operations plain_file_operations = {
	.read_iter	= generic_file_read_iter,
	.mmap_prepare	= generic_file_mmap_prepare,
	.open		= generic_file_open,
};
