#include "toy.h"

extern struct file_operations toy_dir_fops;
static struct file_operations toy_ctl_fops;

struct file_operations toy_fops = {
	.open = toy_open,
};

struct file_operations toy_dir_fops = {
	.read = generic_read_dir,
};

static struct file_operations toy_ctl_fops = {
	.open = toy_open,
};

static struct file_operations toy_log_fops = {
	.open = toy_open,
};

void toy_init(void)
{
	toy_log_fops.read = toy_read;
}
