const struct file_operations demo_fi = { .open = demo_open };
