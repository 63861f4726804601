#include <linux/fs.h>

static const struct demo_operations only_open = {
	.owner = THIS_MODULE,
	.open = listed_open,
};

static const struct demo_operations empty_fops = {
};

static const struct demo_operations open_and_a_macro = {
	.open = listed_open,
	LISTED_MORE_FOPS,
};

static const struct demo_operations only_a_macro = {
	LISTED_FOPS,
};

static const struct demo_operations by_position = {
	THIS_MODULE,
};
