#include "deeper.h"

#ifdef CONFIG_DEMO
#define local_open	no_open
#else
#define local_open	other_open
#endif
