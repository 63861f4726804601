typedef struct file_operations demo_ops;
extern const demo_ops demo_fops;
const struct file_operations demo_fops = {
	.open = demo_open,
};
