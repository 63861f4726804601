/*
 * In the tree of every case: a stand-in for your kernel's declaration. The
 * order of the members counts, their types do not.
 */
struct file_operations {
	int (*open)(void);
	int (*mmap)(void);
	int (*mmap_prepare)(void);
	int (*release)(void);
};
