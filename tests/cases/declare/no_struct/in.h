struct file;
struct inode;
struct file_operations;
extern loff_t generic_file_llseek(struct file *file, loff_t offset, int origin);
