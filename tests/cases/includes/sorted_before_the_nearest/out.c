#include <linux/fs.h>
#include <linux/fs_struct.h>
#include <linux/module.h>
#include <linux/zlib.h>
#include <linux/zorro.h>

#include <linux/a.h>
int a;
