int a;
#include <linux/fs.h>
#include <linux/dcache.h>
