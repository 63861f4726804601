/* Each branch has its own entry. */
const struct file_operations branch_operations = {
	.read_iter	= branch_read_iter,
#ifdef CONFIG_BRANCH_CACHE
	.splice_read	= filemap_splice_read,	/* from the cache */
#else
	.splice_read	= branch_splice_read,
#endif
};
