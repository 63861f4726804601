#include <linux/fs.h>

static void toy_register(void)
{
	toy_for_each(file) in_order {
		static const struct file_operations toy_fops = {
			.owner = THIS_MODULE,
			.read = toy_read,
		};

		toy_add(file, &toy_fops);
	}
}

static const struct file_operations toy_dir_fops = {
	.owner = THIS_MODULE,
	.read = generic_read_dir,
};
