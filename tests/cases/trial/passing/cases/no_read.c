/* It does not qualify. */
static const struct demo_operations no_read = { .open = demo_open };
