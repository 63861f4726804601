#include <linux/fs.h>
#ifdef CONFIG_DEMO
#include <linux/dcache.h>
#endif

int a;
