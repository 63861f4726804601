static struct demo_operations a[] = { A_MACRO(1), { .read = old_read } };
