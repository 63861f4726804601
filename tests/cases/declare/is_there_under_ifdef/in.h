#ifndef _DEMO_H
#define _DEMO_H
struct file;
struct inode;

struct file_operations {
	int (*open)(struct inode *, struct file *);
#if defined(A) && \
	defined(B)
	int (*sync)(struct file *);
#ifdef D
	int d;
#else
	int e;
#endif
#elif defined(C)
#ifdef CONFIG_CHECKPOINT
	int (*checkpoint)(struct ckpt_ctx *,
			  struct file *);
#endif
#endif
};

extern loff_t generic_file_llseek(struct file *file, loff_t offset, int origin);
#ifndef CONFIG_CHECKPOINT
#define generic_file_checkpoint NULL
#endif
#endif
