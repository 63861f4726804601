/* The tree's own header, which every other case is without: the members go to the end, the handler beside its neighbour. */
struct inode;
struct file;
struct ckpt_ctx;

struct file_operations {
	loff_t (*llseek)(struct file *file, loff_t offset, int whence);
	int (*open)(struct inode *inode, struct file *file);
	int (*checkpoint)(struct ckpt_ctx *ctx, struct file *file);
	int (*collect)(struct ckpt_ctx *ctx, struct file *file);
};

extern loff_t generic_file_llseek(struct file *file, loff_t offset, int whence);

#ifdef CONFIG_CHECKPOINT
extern int generic_file_checkpoint(struct ckpt_ctx *ctx, struct file *file);
#else
#define generic_file_checkpoint NULL
#endif
