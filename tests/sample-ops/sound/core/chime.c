/* Two tables of one array, on a line each. */
#include <linux/fs.h>

const struct file_operations chime_f_ops[2] = {
	{ .open = chime_open, .llseek = no_llseek, .write = chime_write },
	{ .open = chime_open, .read = chime_read, .llseek = no_llseek },
};
