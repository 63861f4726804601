#include <linux/types.h> /* for
			    loff_t */
struct ckpt_ctx;
struct file;

struct file_operations {
	int (*open)(struct inode *, struct file *);
	int (*checkpoint)(struct ckpt_ctx *, struct file *);
};
