/* As in Linux 6.x: a file whose table has no .llseek cannot be seeked, see do_dentry_open. */
loff_t vfs_llseek(struct file *file, loff_t offset, int whence)
{
	if (!(file->f_mode & FMODE_LSEEK))
		return -ESPIPE;
	return file->f_op->llseek(file, offset, whence);
}
