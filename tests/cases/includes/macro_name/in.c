#include CONFIG_HEADER
int a;
