#include <linux/fs.h>

static const struct file_operations toy_fops = {
	.read		= toy_read,
#ifdef CONFIG_COMPAT
	.compat_ioctl	= toy_compat_ioctl,
#endif
	.open		= toy_open,
};

static const struct file_operations toy_dir_fops = {
	.read		= generic_read_dir,
	.compat_ioctl	= toy_compat_ioctl,	/* compat_ioctl */
};
