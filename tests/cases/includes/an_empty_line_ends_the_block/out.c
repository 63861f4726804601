#include <linux/fs_struct.h>
#include <linux/fs.h>

#include <linux/module.h>
#include <linux/zlib.h>
int a;
