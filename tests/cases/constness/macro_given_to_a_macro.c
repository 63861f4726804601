/* refused: drivers/demo.c:12: it is given to the macro apply (drivers/demo.c:4), where it is given to the macro write_once (drivers/demo.c:3), where it is assigned */
#include <linux/demo.h>
#define write_once(x, v) (*(volatile typeof(x) *)&(x) = (v))
#define apply(how, x, v) how(x, v)

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	apply(write_once, demo_fops.open, NULL);
}
