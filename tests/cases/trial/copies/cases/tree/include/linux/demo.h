struct demo_operations {
	int (*read)(void);
	int (*mark)(void);
};

int demo_read(void);
int generic_mark(void);
extern const struct demo_operations shared_operations;
