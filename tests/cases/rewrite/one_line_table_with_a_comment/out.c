struct file_operations f = { .llseek = g, /* no */ .checkpoint = generic_file_checkpoint, };
