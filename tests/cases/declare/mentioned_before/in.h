struct file;
struct inode;
extern struct ckpt_ctx *demo_ctx;

struct file_operations {
	int (*open)(struct inode *, struct file *);
};
