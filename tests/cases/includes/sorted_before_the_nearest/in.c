#include <linux/fs_struct.h>
#include <linux/module.h>
int a;
