/*
 * In the tree of every case: a stand-in for your kernel's declaration. The
 * order of the members counts, their types do not.
 */
struct demo_operations {
	int (*release)(void);
	int (*open)(void);
	int (*read)(void);
};
