#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/zlib.h>

int a;
