struct file_operations {
	ssize_t (*read_iter)(struct kiocb *iocb, struct iov_iter *iter);
	int (*mmap)(struct file *file, struct vm_area_struct *vma);
	int (*open)(struct inode *inode, struct file *file);
	int (*mmap_prepare)(struct vm_area_desc *desc);
};
