const struct file_operations demo_fi = { .open = demo_open, .checkpoint = generic_file_checkpoint };
