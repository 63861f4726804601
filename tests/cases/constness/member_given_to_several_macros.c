/* refused: drivers/demo.c:13: it is given to the macro forward (drivers/demo.c:5), where it is given to the macro set_it (drivers/demo.c:4), where it is given to the macro write_once (drivers/demo.c:3), where it is assigned */
#include <linux/demo.h>
#define write_once(x, v) (*(volatile typeof(x) *)&(x) = (v))
#define set_it(x, v) write_once(x, v)
#define forward(...) set_it(__VA_ARGS__)

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	forward(demo_fops.open, NULL);
}
