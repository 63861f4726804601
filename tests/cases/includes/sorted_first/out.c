/* A file. */
#include <linux/aio.h>
#include <linux/dcache.h>
#include <linux/fs.h>

int a;
