/* refused: drivers/demo.c:12: its type is given to something else by typeof */
#include <linux/demo.h>

static struct file_operations demo_fops = {
	.open = demo_open,
};

void demo(void)
{
	void *late = keep("x", NULL);
	
	((typeof(demo_fops) *)late)->open = NULL;
}
