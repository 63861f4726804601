struct inode;
struct file;

#ifdef A
struct a;
struct b;
struct c;
struct d;
#endif

struct inode;
struct file;	/* a file */
struct dentry;

struct x;
struct y;
/* more */
struct z;

struct file_operations {
	int (*open)(struct inode *, struct file *);
};

struct a;
struct b;
struct c;
struct d;
struct e;
