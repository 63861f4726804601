struct file;
struct inode;
struct ckpt_ctx;

struct file_operations {
	struct module *owner;
	unsigned int flags;
	int (*checkpoint)(struct ckpt_ctx *, struct file *);
};
