static struct file_operations __maybe_unused one_fops = {
	.open = demo_open,
};

static struct file_operations two_fops __attribute__((unused)) = {
	.open = demo_open,
};

static struct file_operations three_fops ____cacheline_aligned = {
	.open = demo_open,
};

struct file_operations four_fops __attribute__((__aligned__(64), weak)) = {
	.open = demo_open,
};
