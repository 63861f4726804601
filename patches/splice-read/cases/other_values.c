/* One that is converted already, one of a filesystem's own, and one that has none. */
const struct file_operations new_operations = {
	.read_iter	= generic_file_read_iter,
	.splice_read	= filemap_splice_read,
};

const struct file_operations own_operations = {
	.read_iter	= own_read_iter,
	.splice_read	= own_splice_read,
};

const struct file_operations no_operations = {
	.read_iter	= no_read_iter,
};
