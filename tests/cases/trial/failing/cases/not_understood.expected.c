static struct demo_operations a[] = { A_MACRO(1), { .read = new_read } };
