/* refused: its attribute __attribute__((__section__(".data.demo"))) may put it into a section for data that is written */
#include <linux/demo.h>

static struct file_operations demo_fops __attribute__((__section__(".data.demo"))) = {
	.open = demo_open,
};
