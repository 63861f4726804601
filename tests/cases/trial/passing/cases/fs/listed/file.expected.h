static const struct demo_operations listed = { .mark = generic_mark, .read = demo_read };
