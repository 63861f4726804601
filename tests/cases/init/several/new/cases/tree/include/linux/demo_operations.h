/*
 * In the tree of every case: a stand-in for your kernel's declaration. The
 * order of the members counts, their types do not.
 */
struct demo_operations {
	int (*open_0)(void);
	int (*open)(void);
	int (*read)(void);
	int (*release)(void);
	int (*write)(void);
	int (*put)(void);
	int (*open_1)(void);
};
