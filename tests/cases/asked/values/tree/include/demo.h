struct demo_operations {
	long long (*seek)(struct file *file, long long offset, int whence);
	long (*read)(struct file *file, char *buffer, unsigned long count, long long *position);
	int (*open)(struct inode *inode, struct file *file);
	int (*begin)(struct file *file);
};

int no_open(struct inode *inode, struct file *file);
int other_open(struct inode *inode, struct file *file);
#define DEMO_NOTHING	no_open
#define demo_nothing	DEMO_NOTHING
#define DEMO_OTHER	other_open
#define DEMO_CHOICE(x)	((x) ? no_open : other_open)
#define DEMO_PASTED(x)	x ## _open
