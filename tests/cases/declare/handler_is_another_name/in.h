struct file;
struct inode;
struct ckpt_ctx;

struct file_operations {
	int (*open)(struct inode *, struct file *);
	int (*checkpoint)(struct ckpt_ctx *, struct file *);
};

extern loff_t generic_file_llseek(struct file *file, loff_t offset, int origin);
#define generic_file_checkpoint other_checkpoint
