static const struct demo_operations a = { .read = new_read, .write = demo_write };
