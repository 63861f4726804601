/* struct demo_operations none = { .read = demo_read }; */
