#include <linux/pagemap.h>
#include <linux/fs.h>
#include <linux/dcookies.h>
#include <linux/namei.h>

int a;
