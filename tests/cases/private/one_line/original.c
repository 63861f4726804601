struct file_operations simple_dir_operations = { .open = f };
