struct file_operations { int (*open)(void); };
