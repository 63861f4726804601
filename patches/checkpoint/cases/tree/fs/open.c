static int do_dentry_open(struct file *f)
{
	if ((f->f_mode & FMODE_LSEEK) && !f->f_op->llseek)
		f->f_mode &= ~FMODE_LSEEK;
	return 0;
}
