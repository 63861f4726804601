struct file;
struct inode;

struct file_operations {
	int (*open)(struct inode *, struct file *);
#ifdef CONFIG_DEMO
	int (*demo)(struct file *);
#endif /* CONFIG_DEMO
	* until here */

} __randomize_layout;
