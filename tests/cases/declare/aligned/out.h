struct file;
struct inode;
struct ckpt_ctx;

struct file_operations {
	struct module	*owner;
	int		(*open)	(struct inode *, struct file *);
	struct page *	(*page)	(struct file *);
	int		(*checkpoint)	(struct ckpt_ctx *, struct file *);
};
