/* A typedef of the struct: plain, const, an array, in a function, and behind another typedef. */
typedef struct file_operations demo_ops_t;
typedef const demo_ops_t demo_const_ops_t;

static demo_ops_t demo_fops = {
	.llseek = noop_llseek,
	.open = demo_open,
};

const demo_ops_t demo_other_fops = {
	.llseek = noop_llseek,
	.open = demo_open,
};

static demo_const_ops_t demo_all_fops[] = {
	{
		.llseek = noop_llseek,
		.open = demo_open,
	},
	[DEMO_B] = {
		.llseek = noop_llseek,
		.open = demo_open,
	},
};

int demo_init(void)
{
	static demo_ops_t demo_local_fops = {
		.llseek = noop_llseek,
		.open = demo_open,
	};

	return demo_register(&demo_local_fops);
}
