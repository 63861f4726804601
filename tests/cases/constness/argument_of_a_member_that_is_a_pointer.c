/* constify */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(struct driver *driver)
{
	driver->add(driver, &demo_fops);
}
