#ifndef _DEMO_H
#define _DEMO_H
struct file;
struct inode;

struct file_operations {
	int (*open)(struct inode *, struct file *);
};

loff_t
generic_file_llseek(struct file *file,
		    loff_t offset); int demo(int a,
				     int b);

#endif
