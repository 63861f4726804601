struct file;
struct inode;
struct ckpt_ctx;

struct file_operations {
    int (*open)(struct inode *, struct file *);
	int (*checkpoint)(struct ckpt_ctx *ctx, struct file *file);
};
