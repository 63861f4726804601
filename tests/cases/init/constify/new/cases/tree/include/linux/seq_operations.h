/*
 * In the tree of every case: a stand-in for your kernel's declaration. The
 * order of the members counts, their types do not.
 */
struct seq_operations {
	int (*open)(void);
	int (*release)(void);
};
