#include <linux/fs.h>

int a;
