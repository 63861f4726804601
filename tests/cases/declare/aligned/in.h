struct file;
struct inode;

struct file_operations {
	struct module	*owner;
	int		(*open)	(struct inode *, struct file *);
	struct page *	(*page)	(struct file *);
};
