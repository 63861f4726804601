#include <linux/fs.h>

struct toy_file {
	const char *name;
	struct file_operations fops;
};

static const struct file_operations toy_fops[] = {
	{ .llseek = default_llseek, .read = toy_read },
	{ .llseek = default_llseek, .write = toy_write },
};

static struct toy_file toy_file = {
	.name = "toy",
	.fops = {
		.llseek = default_llseek,
		.read = toy_read,
	},
};

static void toy_set(struct toy_file *file)
{
	file->fops = (struct file_operations) {
		.llseek = default_llseek,
		.read = toy_read,
	};
}
