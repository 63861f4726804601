struct file;
struct inode;
struct ckpt_ctx;

struct file_operations {
	int (*open)(struct inode *, struct file *);
#if 0
	int (*checkpoint)(void);
#endif
	/* int (*checkpoint)(void); */
};
