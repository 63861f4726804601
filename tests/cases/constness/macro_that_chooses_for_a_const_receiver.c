/* constify */
#include <linux/demo.h>
#define if_enabled(p) ((ENABLED) ? (p) : NULL)
#define held(p) ({ const struct file_operations *_p = (p); _p; })

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	take(0, if_enabled(&demo_fops));
	take(1, held(&demo_fops));
}
