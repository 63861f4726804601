#include <linux/fs.h>
#ifdef CONFIG_DEMO
#include <linux/dcookies.h>
#endif
#include <linux/zlib.h>
#include <linux/dcache.h>

int a;
