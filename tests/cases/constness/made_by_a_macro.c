/* refused: it is made by a macro, so that its uses are not known */
#include <linux/demo.h>

#define DEFINE_DEMO(name) \
static struct file_operations name = { \
	.open = demo_open, \
}
