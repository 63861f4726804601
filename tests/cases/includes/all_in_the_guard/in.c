#ifndef DEMO_H
#define DEMO_H
#include <linux/fs.h>
#ifdef X
#include <linux/zlib.h>
#endif
int a;
#endif
