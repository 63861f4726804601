/*
 * In the tree of every case: a stand-in for your kernel's declaration. The
 * order of the members counts, their types do not.
 */
struct platform_driver {
	int (*open)(void);
	int (*remove_new)(void);
	int (*remove)(void);
	int (*release)(void);
};
