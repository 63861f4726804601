struct file;
struct inode;
struct ckpt_ctx;

struct file_operations {
	int (*open)(struct inode *, struct file *);	/* opens
						   a file */
	int (*checkpoint)(struct ckpt_ctx *, struct file *);
} __do_const;
