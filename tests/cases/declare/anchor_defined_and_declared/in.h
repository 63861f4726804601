#ifndef _DEMO_H
#define _DEMO_H
struct file;
struct inode;

struct file_operations {
	int (*open)(struct inode *, struct file *);
};

#ifdef A
static inline loff_t generic_file_llseek(struct file *file)
{
	return 0;
}
#else
extern loff_t generic_file_llseek(struct file *file, loff_t offset, int origin);
#endif

int demo;

#endif
