/* The last phase: what refuses needs no entry any more, whoever can or cannot be exported. */
#include <linux/fs.h>

static const struct file_operations refusing_file_operations = {
	.llseek		= generic_file_llseek,
	.setlease	= simple_nosetlease,
};

void refusing_set(struct inode *inode)
{
	inode->i_fop = &refusing_file_operations;
}
