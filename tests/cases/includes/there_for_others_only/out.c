#include <linux/fs.h>
#include <linux/dcache.h>
#ifdef CONFIG_DEMO
#include <linux/dcache.h>
#endif

int a;
