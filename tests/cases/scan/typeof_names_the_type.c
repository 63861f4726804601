/* typeof of the struct, of a table, of what a pointer points to, of an element and of a member. */
static typeof(struct file_operations) demo_fops = {
	.llseek = noop_llseek,
	.open = demo_open,
};

static const __typeof__(demo_fops) demo_other_fops = {
	.llseek = noop_llseek,
	.open = demo_open,
};

static struct file_operations *demo_pointer;
static typeof(*demo_pointer) demo_pointed_fops = {
	.llseek = noop_llseek,
	.open = demo_open,
};

struct demo_dev {
	struct file_operations fops;
};
static struct demo_dev *demo_dev;
static __typeof__(demo_dev->fops) demo_member_fops = {
	.llseek = noop_llseek,
	.open = demo_open,
};

static typeof(demo_pointer) demo_no_table = NULL;
static typeof(int) demo_number = { 0 };
