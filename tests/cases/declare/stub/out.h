#ifndef _DEMO_H
#define _DEMO_H
#ifdef __KERNEL__

struct file;
struct inode;
struct ckpt_ctx;

struct file_operations {
	int (*open)(struct inode *, struct file *);
	int (*checkpoint)(struct ckpt_ctx *, struct file *);
};

/* demo.c */
extern loff_t generic_file_llseek(struct file *file, loff_t offset, int origin);
extern int demo_open(struct inode *inode);

#ifdef CONFIG_CHECKPOINT
extern int generic_file_checkpoint(struct ckpt_ctx *ctx, struct file *file);
#else
#define generic_file_checkpoint NULL
#endif

extern int demo_last;

#endif /* __KERNEL__ */
#endif
