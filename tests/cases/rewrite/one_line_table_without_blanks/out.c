const struct file_operations fops = {.open = demo_open, .checkpoint = generic_file_checkpoint};
