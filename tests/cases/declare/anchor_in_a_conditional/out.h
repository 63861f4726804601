#ifndef _DEMO_H
#define _DEMO_H
struct file;
struct inode;
struct ckpt_ctx;

struct file_operations {
	int (*open)(struct inode *, struct file *);
	int (*checkpoint)(struct ckpt_ctx *, struct file *);
};

#ifdef A
#if B
extern loff_t generic_file_llseek(struct file *file, loff_t offset, int origin);
#else
int demo_b;
#endif
extern int demo_a;
#endif /* A, and
	* not B */

#ifdef CONFIG_CHECKPOINT
extern int generic_file_checkpoint(struct ckpt_ctx *ctx, struct file *file);
#else
#define generic_file_checkpoint NULL
#endif

extern int demo;
#endif
