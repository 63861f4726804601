/* As in the kernel, a filesystem on no list waits for a person. */
static const struct demo_operations unlisted = { .read = demo_read };
