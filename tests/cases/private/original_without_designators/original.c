const struct file_operations simple_dir_operations = { NULL, f };
