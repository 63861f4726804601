/* constify */
#include <linux/demo.h>
#define read_once(x) (*(const volatile typeof(x) *)&(x))
#define max(a, b) ({ typeof(a) _a = (a); _a > (b) ? _a : (b); })
#define show(fmt, ...) printk(fmt, ##__VA_ARGS__)

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	show("%p", read_once(demo_fops.open));
	max(demo_fops.open, demo_fops.release);
}
