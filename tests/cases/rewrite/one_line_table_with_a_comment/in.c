struct file_operations f = { .llseek = g, /* no */ };
