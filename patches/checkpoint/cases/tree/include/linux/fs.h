struct inode;
struct file;

struct file_operations {
	loff_t (*llseek)(struct file *file, loff_t offset, int whence);
	ssize_t (*read)(struct file *file, char __user *buf, size_t len, loff_t *pos);
	ssize_t (*read_iter)(struct kiocb *iocb, struct iov_iter *iter);
	int (*iterate_shared)(struct file *file, struct dir_context *ctx);
	int (*open)(struct inode *inode, struct file *file);
	int (*release)(struct inode *inode, struct file *file);
	int (*fsync)(struct file *file, loff_t start, loff_t end, int datasync);
};

extern loff_t generic_file_llseek(struct file *file, loff_t offset, int whence);
extern loff_t dcache_dir_lseek(struct file *file, loff_t offset, int whence);
extern int dcache_dir_open(struct inode *inode, struct file *file);
extern int dcache_dir_close(struct inode *inode, struct file *file);
extern int dcache_readdir(struct file *file, struct dir_context *ctx);
extern ssize_t generic_read_dir(struct file *file, char __user *buf, size_t len, loff_t *pos);
extern int noop_fsync(struct file *file, loff_t start, loff_t end, int datasync);
extern const struct file_operations simple_dir_operations;
