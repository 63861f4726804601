/* constify */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(struct device *device)
{
	*device = (struct device){ .name = "demo", .fops = &demo_fops };
}
