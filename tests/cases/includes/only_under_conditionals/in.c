#ifdef CONFIG_DEMO
#include <linux/fs.h>
#endif
int a;
