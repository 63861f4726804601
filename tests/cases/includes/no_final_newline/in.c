int a;
#include <linux/fs.h>