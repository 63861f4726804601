#include <linux/fs.h>

extern struct file_operations toy_fops;
