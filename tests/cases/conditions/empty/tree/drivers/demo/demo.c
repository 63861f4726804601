static void plain_release(struct file *file)
{
}

static struct demo_operations plain = {
	.release = plain_release,
};

static struct demo_operations with_address = {
	.release = &plain_release,
};

static void return_release(struct file *file)
{
	return;
}

static struct demo_operations with_return = {
	.release = return_release,
};

static void comment_release(struct file *file)
{
	/* close_it(file); */
	;
}

static struct demo_operations with_a_comment = {
	.release = comment_release,
};

static void void_release(struct file *file)
{
	(void)file;
}

static struct demo_operations names_its_argument = {
	.release = void_release,
};

static void disabled_release(struct file *file)
{
#if 0
	close_it(file);
#endif
}

static struct demo_operations in_disabled_text = {
	.release = disabled_release,
};

static int zero_release(struct file *file)
{
	return 0;
}

static struct demo_operations returns_zero = {
	.release = zero_release,
};

static void working_release(struct file *file)
{
	close_it(file);
}

static struct demo_operations does_something = {
	.release = working_release,
};

static void text_release(struct file *file)
{
	"nothing";
}

static struct demo_operations with_a_string = {
	.release = text_release,
};

static void nested_release(struct file *file)
{
	{ }
}

static struct demo_operations with_an_empty_block = {
	.release = nested_release,
};

static void optional_release(struct file *file)
{
#ifdef CONFIG_DEMO
	close_it(file);
#endif
}

static struct demo_operations under_if = {
	.release = optional_release,
};

static void always_release(struct file *file)
{
#ifdef CONFIG_DEMO
	close_it(file);
#endif
	close_other(file);
}

static struct demo_operations under_if_and_outside = {
	.release = always_release,
};

#define null_release NULL

static struct demo_operations macro_for_null = {
	.release = null_release,
};

static struct demo_operations elsewhere = {
	.release = other_release,
};

static struct demo_operations null = {
	.release = NULL,
};

static struct demo_operations without = {
	.open = plain_release,
};

static struct demo_operations macro_among_entries = {
	.open = plain_release,
	DEMO_OPERATIONS,
};
