/* A compound literal names its type by a typedef, or is an array. */
typedef struct file_operations demo_ops_t;

const struct file_operations *demo_fops = &(demo_ops_t){
	.llseek = noop_llseek,
	.open = demo_open,
};

void demo_setup(struct file *file)
{
	file->f_op = &(const demo_ops_t){
		.llseek = noop_llseek,
		.open = demo_open,
	};
	demo_all = (const struct file_operations[]){
		{
			.llseek = noop_llseek,
			.open = demo_open,
		},
	};
}
