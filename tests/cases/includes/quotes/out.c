#include <linux/fs.h>
#include "dcache.h"
#include "xattr.h"
