#ifndef _DEMO_H
#define _DEMO_H
struct file;
struct inode;

struct file_operations {
	int (*open)(struct inode *, struct file *);
};

#ifdef A
#if B
extern loff_t generic_file_llseek(struct file *file, loff_t offset, int origin);
#else
int demo_b;
#endif
extern int demo_a;
#endif /* A, and
	* not B */
extern int demo;
#endif
