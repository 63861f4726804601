static const struct demo_operations a = { .read = old_read };	/* ÿ[31m */
