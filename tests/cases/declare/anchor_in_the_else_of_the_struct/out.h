struct file;
struct inode;
struct ckpt_ctx;

#ifdef A
struct file_operations {
	int (*open)(struct inode *, struct file *);
	int (*checkpoint)(struct ckpt_ctx *, struct file *);
};
#else
extern loff_t generic_file_llseek(struct file *file, loff_t offset, int origin);
#endif

#ifdef CONFIG_CHECKPOINT
extern int generic_file_checkpoint(struct ckpt_ctx *ctx, struct file *file);
#else
#define generic_file_checkpoint NULL
#endif

