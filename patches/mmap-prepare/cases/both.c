/* With both entries there, no rename is right. */
const struct file_operations both_operations = {
	.mmap		= generic_file_mmap,
	.mmap_prepare	= both_mmap_prepare,
};
