struct demo_operations {
	long long (*seek)(struct file *file, long long offset, int whence);
	long (*read)(struct file *file, char *buffer, unsigned long count, long long *position);
	int (*open)(struct inode *inode, struct file *file);
	int (*begin)(struct file *file);
};

#define CONCATENATE(a, b)	__CONCATENATE(a, b)
#define __CONCATENATE(a, b)	a ## b
#define __COUNT(_0, _1, _2, _n, X...)	_n
#define COUNT(X...)	__COUNT(, ##X, 2, 1, 0)

#define DEMO_OPEN	.open = no_open
#define DEMO_OPEN_OF(f)	.open = f
#define DEMO_READ(f)	.read = (f), .begin = demo_begin,
#define DEMO_NESTED	DEMO_READ(demo_read) DEMO_OPEN
#define DEMO_COUNTED1(f)	.open = f
#define DEMO_COUNTED2(f, g)	.open = f, .read = g
#define DEMO_COUNTED(...)	CONCATENATE(DEMO_COUNTED, COUNT(__VA_ARGS__))(__VA_ARGS__)

#ifdef CONFIG_DEMO
#define DEMO_MAY_OPEN(f)	.open = (f),
#else
#define DEMO_MAY_OPEN(f)
#endif

#ifdef CONFIG_DEMO
#define DEMO_ALWAYS_OPEN	.open = no_open
#else
#define DEMO_ALWAYS_OPEN	.read = demo_read, .open = other_open
#endif

#define DEMO_EMPTY

#define DEMO_ENDLESS	DEMO_ENDLESS_TOO
#define DEMO_ENDLESS_TOO	DEMO_ENDLESS, .open = no_open
