#ifndef _DEMO_H
#define _DEMO_H
#ifdef __KERNEL__

struct file;
struct inode;

struct file_operations {
	int (*open)(struct inode *, struct file *);
};

/* demo.c */
extern loff_t generic_file_llseek(struct file *file, loff_t offset, int origin);
extern int demo_open(struct inode *inode);

extern int demo_last;

#endif /* __KERNEL__ */
#endif
