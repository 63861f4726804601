struct file;
struct inode;
struct ckpt_ctx;

struct file_operations {
	int (*open)(struct inode *, struct file *);
#ifdef CONFIG_DEMO
	int (*demo)(struct file *);
#endif /* CONFIG_DEMO
	* until here */
#ifdef CONFIG_CHECKPOINT
	int (*checkpoint)(struct ckpt_ctx *, struct file *);
#endif

} __randomize_layout;
