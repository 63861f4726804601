struct file;
struct inode;

struct file_operations {
	struct module *owner;
	unsigned int flags;
};
