/* A driver whose entry stands between others, aligned with tabs, and one that seeks. */
#include <linux/fs.h>
#include <linux/miscdevice.h>

static const struct file_operations meter_fops = {
	.owner		= THIS_MODULE,
	.llseek		= no_llseek,
	.read		= meter_read,
};

static const struct file_operations meter_log_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.read		= meter_log_read,
};

static struct miscdevice meter_dev = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "meter",
	.fops	= &meter_fops,
};
