const struct file_operations demo_fis = { .open = demo_open };
