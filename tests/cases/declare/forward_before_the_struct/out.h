struct inode;

/* Not this. */

struct ckpt_ctx;
struct file;

/*
 * Operations.
 *

 * Of a file.
 */
/* Of demo. */
struct file_operations {
	int (*open)(struct inode *, struct file *);
	int (*checkpoint)(struct ckpt_ctx *, struct file *);
};
