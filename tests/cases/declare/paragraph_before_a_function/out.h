#ifndef _DEMO_H
#define _DEMO_H
struct file;
struct inode;
struct ckpt_ctx;

struct file_operations {
	int (*open)(struct inode *, struct file *);
	int (*checkpoint)(struct ckpt_ctx *, struct file *);
};

extern loff_t generic_file_llseek(struct file *file, loff_t offset, int origin);
#define DEMO 1
#define DEMO_TWO \
	2
/* demo */
extern int demo(int a,
		int b);	/* b may
			   be 0 */

#ifdef CONFIG_CHECKPOINT
extern int generic_file_checkpoint(struct ckpt_ctx *ctx, struct file *file);
#else
#define generic_file_checkpoint NULL
#endif

/* zero */
static inline int demo_zero(void)
{
	return 0;
}
#endif
