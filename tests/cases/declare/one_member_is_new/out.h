struct file;
struct inode;
struct ckpt_ctx;

struct file_operations {
	int (*open)(struct inode *, struct file *);
	int (*checkpoint)(struct ckpt_ctx *, struct file *);
#ifdef CONFIG_CHECKPOINT
	int (*collect)(struct ckpt_ctx *, struct file *);
#endif
};

extern loff_t generic_file_llseek(struct file *file, loff_t offset, int origin);
