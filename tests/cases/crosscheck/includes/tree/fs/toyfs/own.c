#include "toy.h"

static const struct file_operations toy_own_fops = {
	.open = toy_open,
};
