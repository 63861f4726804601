struct file;
struct inode;
struct ckpt_ctx;
#ifdef A
struct ckpt_ctx;
#endif
/* struct ckpt_ctx; */
#define DEMO "struct ckpt_ctx;"
#define MORE struct ckpt_ctx
int ckpt_ctx;

struct file_operations {
	int (*open)(struct inode *, struct file *);
	int (*checkpoint)(struct ckpt_ctx *, struct file *);
};
