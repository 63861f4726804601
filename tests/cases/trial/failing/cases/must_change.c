static const struct demo_operations a = { .read = old_read, .write = demo_write };
