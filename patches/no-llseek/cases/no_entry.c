/* Nothing to remove: in a comment, in another struct, in a call. */
static const struct file_operations none_fops = {
	/* .llseek = no_llseek, */
	.read	= none_read,
};

static const struct other_operations other_ops = {
	.llseek	= no_llseek,
};

int none_seek(struct file *file)
{
	return file->f_op->llseek == no_llseek;
}
