#ifndef _DEMO_H
#define _DEMO_H
struct file;
struct inode;

struct file_operations {
	int (*open)(struct inode *, struct file *);
};

extern loff_t generic_file_llseek(struct file *file, loff_t offset, int origin);
#define DEMO 1
#define DEMO_TWO \
	2
/* demo */
extern int demo(int a,
		int b);	/* b may
			   be 0 */
/* zero */
static inline int demo_zero(void)
{
	return 0;
}
#endif
