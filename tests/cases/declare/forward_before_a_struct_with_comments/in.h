#include <linux/types.h> /* for
			    loff_t */
struct file_operations {
	int (*open)(struct inode *, struct file *);
};
