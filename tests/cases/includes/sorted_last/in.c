#include <linux/dcache.h>
#include <linux/fs.h>

int a;
