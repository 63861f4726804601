#ifndef _DEMO_H
#define _DEMO_H
struct file;
struct inode;
struct ckpt_ctx;

struct file_operations {
	int (*open)(struct inode *, struct file *);
#ifdef CONFIG_CHECKPOINT
	int (*checkpoint)(struct ckpt_ctx *, struct file *);
	int (*collect)(struct ckpt_ctx *, struct file *);
#endif
};

extern loff_t generic_file_llseek(struct file *file, loff_t offset, int origin);

extern int generic_file_collect(struct ckpt_ctx *ctx, struct file *file);

int generic_file_checkpoint(void *ctx);
loff_t demo_llseek(struct file *file);

int demo_collect(struct ckpt_ctx *ctx, struct file *file);

#endif
