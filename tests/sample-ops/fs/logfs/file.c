/* Tables that could be const, one that is written at run time, and one that is handed on as if it could be. */
#include <linux/fs.h>
#include <linux/module.h>

static struct file_operations logfs_file_operations = {
	.owner		= THIS_MODULE,
	.read		= logfs_read,
	.llseek		= no_llseek,
};

static struct file_operations logfs_late_operations = {
	.owner		= THIS_MODULE,
	.read		= logfs_read,
};

static struct file_operations logfs_patched_operations = {
	.owner		= THIS_MODULE,
	.read		= logfs_read,
};

static void logfs_patch(struct file_operations *fops)
{
	fops->write = logfs_write;
}

int logfs_open(struct inode *inode, struct file *file, int patched)
{
	if (patched)
		logfs_patch(&logfs_patched_operations);
	file->f_op = &logfs_file_operations;
	return 0;
}

static int __init logfs_init(void)
{
	logfs_late_operations.write = logfs_write;
	return logfs_register(&logfs_late_operations);
}
module_init(logfs_init);
