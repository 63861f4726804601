#include <linux/fs.h>
#include "dcache.h"
