const struct file_operations fops = { .open = demo_open };
