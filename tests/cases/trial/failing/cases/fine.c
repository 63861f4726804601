static const struct demo_operations fine = { .read = new_read };
