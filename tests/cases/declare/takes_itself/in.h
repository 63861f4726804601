struct file;
struct inode;

struct file_operations {
	int (*open)(struct inode *, struct file *);
};
