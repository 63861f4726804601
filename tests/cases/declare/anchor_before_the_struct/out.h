extern loff_t generic_file_llseek(struct file *file, loff_t offset, int origin);

struct ckpt_ctx;

#ifdef CONFIG_CHECKPOINT
extern int generic_file_checkpoint(struct ckpt_ctx *ctx, struct file *file);
#else
#define generic_file_checkpoint NULL
#endif

struct file_operations {
	int (*open)(struct inode *, struct file *);
	int (*checkpoint)(struct ckpt_ctx *, struct file *);
};
