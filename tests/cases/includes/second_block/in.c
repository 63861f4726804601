#include <linux/fs.h>
#include <linux/namei.h>

#include <asm/page.h>
#include <asm/uaccess.h>

#include "demo.h"
int a;
