/* refused: drivers/demo.c:5: it is given to the macro DECLARE (drivers/demo.c:3), where it is declared, and not as const */
#include <linux/demo.h>
#define DECLARE(x) extern struct file_operations x

DECLARE(demo_fops);
struct file_operations demo_fops = {
	.open = demo_open,
};
