/* Pointers in a list of declarators are no tables, the others are; an attribute may stand before the tag. */
struct file_operations *demo_pointer, demo_fops = {
	.open = demo_open,
};
struct file_operations demo_first = { .open = demo_open }, *demo_second = &demo_first, demo_third = { .open = demo_open };
struct __attribute__((aligned(8))) file_operations demo_aligned = { .open = demo_open };

int demo_register(struct file_operations *old, struct file_operations *new);
