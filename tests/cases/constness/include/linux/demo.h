/* What the cases hand a table to. */
struct file_operations {
	int (*open)(struct inode *inode, struct file *file);
	int (*release)(struct inode *inode, struct file *file);
	const char *names[2];
};

struct inode {
	const struct file_operations *i_fop;
};

struct device {
	int minor;
	const char *name;
	const struct file_operations *fops;
};

struct driver {
	const char *name;
	struct file_operations *ops;
	int (*add)(struct driver *driver, const struct file_operations *fops);
};

struct both {
	struct device device;
	struct driver driver;
	const struct file_operations *list[2];
};

typedef struct file_operations demo_ops;

int take(int major, const struct file_operations *fops);
int patch(struct file_operations *fops);
int patch_typed(demo_ops *fops);
int copy(struct file_operations fops);
void *keep(const char *name, void *data);
void *memcpy(void *to, const void *from, size_t size);

extern const struct file_operations *current_fops;
extern struct file_operations *patched_fops;

#define install(inode, fops) ((inode)->i_fop = (fops))
#define take_first(fops) take(0, fops)
#define patch_first(fops) patch(fops)
#define name_of(fops) #fops
#define joined(fops) take(0, &late_ ## fops)

struct other {
	const struct file_operations *ops;
};
