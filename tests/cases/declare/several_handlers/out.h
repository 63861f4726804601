#ifndef _DEMO_H
#define _DEMO_H
struct file;
struct inode;
struct ckpt_ctx;

struct file_operations {
	int (*open)(struct inode *, struct file *);
	int (*checkpoint)(struct ckpt_ctx *, struct file *);
	int (*collect)(struct ckpt_ctx *, struct file *);
};

extern loff_t generic_file_llseek(struct file *file, loff_t offset, int origin);

#ifdef CONFIG_CHECKPOINT
extern int generic_file_checkpoint(struct ckpt_ctx *ctx, struct file *file);
extern int generic_file_collect(struct ckpt_ctx *ctx, struct file *file);
#else
#define generic_file_checkpoint NULL
#define generic_file_collect NULL
#endif

loff_t demo_llseek(struct file *file);

#ifdef CONFIG_CHECKPOINT
int demo_collect(struct ckpt_ctx *ctx, struct file *file);
#else
#define demo_collect NULL
#endif

#endif
