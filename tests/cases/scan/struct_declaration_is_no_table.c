/* The struct's own declaration, and a forward one. */
struct file_operations;

struct file_operations {
	struct module *owner;
	int (*open)(struct inode *, struct file *);
};
