#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/namei.h>

int a;
