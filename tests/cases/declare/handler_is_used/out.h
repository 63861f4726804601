struct file;
struct inode;
struct ckpt_ctx;

struct file_operations {
	int (*open)(struct inode *, struct file *);
	int (*checkpoint)(struct ckpt_ctx *, struct file *);
};

extern loff_t generic_file_llseek(struct file *file, loff_t offset, int origin);

#ifdef CONFIG_CHECKPOINT
extern int generic_file_checkpoint(struct ckpt_ctx *ctx, struct file *file);
#else
#define generic_file_checkpoint NULL
#endif

#define DEMO(x) static const struct file_operations x = { \
	.checkpoint = generic_file_checkpoint, \
}
/* int generic_file_checkpoint(void); */
#if 0
int generic_file_checkpoint(void);
#endif
struct generic_file_checkpoint { int a; };
demo_t demo_checkpoint = generic_file_checkpoint;
static inline int demo(void)
{
	return generic_file_checkpoint(0, 0);
}
