#include <linux/fs.h>

struct demo demo_ops = DEMO_INIT(&simple_dir_operations);
