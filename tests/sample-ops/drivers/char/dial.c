/* The entry with a comment of its own, the entry alone in its conditional, and the last one without a comma. */
#include <linux/fs.h>
#include <linux/module.h>

static const struct file_operations dial_fops = {
	.owner = THIS_MODULE,
	/* no_llseek: a dial cannot be rewound */
	.llseek = no_llseek,
	.read = dial_read,
};

static const struct file_operations dial_raw_fops = {
	.owner = THIS_MODULE,
	.read = dial_raw_read,
#ifdef CONFIG_DIAL_SEEK
	.llseek = no_llseek,
#endif
};

static struct file_operations dial_ctl_fops = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = dial_ioctl,
	.llseek = no_llseek
};

/* .llseek = no_llseek, is what a table says that cannot seek. */
int dial_open(struct inode *inode, struct file *file)
{
	static const struct file_operations *tables[] = {
		&dial_fops, &dial_raw_fops, &dial_ctl_fops,
	};

	file->f_op = fops_get(tables[iminor(inode)]);
	return 0;
}
