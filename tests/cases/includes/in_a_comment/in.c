#include <linux/fs.h>
/*
#include <linux/dcache.h>
*/
#if 0
#include <linux/dcache.h>
#endif
