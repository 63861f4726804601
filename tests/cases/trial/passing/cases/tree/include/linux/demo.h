struct demo_operations {
	int (*open)(void);
	int (*mark)(void);
	int (*read)(void);
};
