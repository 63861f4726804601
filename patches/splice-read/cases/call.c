/* A handler that calls the function is code, which this rule does not change. */
static ssize_t call_splice_read(struct file *in, loff_t *ppos, struct pipe_inode_info *pipe, size_t len, unsigned int flags)
{
	return generic_file_splice_read(in, ppos, pipe, len, flags);
}

const struct file_operations call_operations = {
	.splice_read	= call_splice_read,
};
