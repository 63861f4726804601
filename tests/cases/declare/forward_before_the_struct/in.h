struct inode;

/* Not this. */

/*
 * Operations.
 *

 * Of a file.
 */
/* Of demo. */
struct file_operations {
	int (*open)(struct inode *, struct file *);
};
