/*
 * In the tree of every case: a stand-in for your kernel's declaration. The
 * order of the members counts, their types do not.
 */
struct file_operations {
	int (*open)(void);
	int (*splice_read)(void);
	int (*release)(void);
};
