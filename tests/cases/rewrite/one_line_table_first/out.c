const struct file_operations fops = { .llseek = no_llseek, .open = demo_open };
