static const struct demo_operations listed = { .read = demo_read };
