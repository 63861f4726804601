static const struct file_operations demo_fops = { .open = a, .mmap = b };
