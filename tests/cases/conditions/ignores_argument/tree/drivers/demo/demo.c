static long plain_read(struct file *file, char *buffer, unsigned long count, long long *position)
{
	return do_read(file, buffer, count);
}

static struct demo_operations plain = {
	.read = plain_read,
};

static long naming_read(struct file *file, char *buffer, unsigned long count, long long *position)
{
	return do_read(file, buffer, count, position);
}

static struct demo_operations naming = {
	.read = naming_read,
};

static long through_void_read(struct file *file, char *buffer, unsigned long count, long long *position)
{
	(void)position;
	return 0;
}

static struct demo_operations through_void = {
	.read = through_void_read,
};

static long in_a_comment_read(struct file *file, char *buffer, unsigned long count, long long *position)
{
	/* position */
	pr_debug("position");
	return 0;
}

static struct demo_operations in_a_comment = {
	.read = in_a_comment_read,
};

static long as_a_member_read(struct file *file, char *buffer, unsigned long count, long long *position)
{
	file->position = 0;
	file -> inode.position = 1;
	return 0;
}

static struct demo_operations as_a_member = {
	.read = as_a_member_read,
};

static long as_a_part_read(struct file *file, char *buffer, unsigned long count, long long *position)
{
	return position_of(file, my_position);
}

static struct demo_operations as_a_part = {
	.read = as_a_part_read,
};

static long under_if_read(struct file *file, char *buffer, unsigned long count, long long *position)
{
#ifdef CONFIG_DEMO
	*position += 1;
#endif
	return 0;
}

static struct demo_operations under_if = {
	.read = under_if_read,
};

static long under_if_and_outside_read(struct file *file, char *buffer, unsigned long count, long long *position)
{
#ifdef CONFIG_DEMO
	*position += 1;
#endif
	return *position;
}

static struct demo_operations under_if_and_outside = {
	.read = under_if_and_outside_read,
};

static long in_disabled_text_read(struct file *file, char *buffer, unsigned long count, long long *position)
{
#if 0
	*position += 1;
#endif
	return 0;
}

static struct demo_operations in_disabled_text = {
	.read = in_disabled_text_read,
};

static long unnamed_read(struct file *, char *, unsigned long, long long *)
{
	return position;
}

static struct demo_operations unnamed = {
	.read = unnamed_read,
};

static long type_alone_read(struct file *file, char *buffer, size_t, loff_t)
{
	return loff_t_of(file);
}

static struct demo_operations type_alone = {
	.read = type_alone_read,
};

static long array_read(struct file *file, char buffer[], unsigned long count, long long position[1])
{
	return position[0];
}

static struct demo_operations array = {
	.read = array_read,
};

static long annotated_read(struct file *file, char __user *buffer, unsigned long count, long long *position __maybe_unused)
{
	return 0;
}

static struct demo_operations annotated = {
	.read = annotated_read,
};

static long attribute_read(struct file *file, char *buffer, unsigned long count, long long *position __attribute__((unused)))
{
	return *position;
}

static struct demo_operations attribute = {
	.read = attribute_read,
};

static long function_pointer_read(struct file *file, char *buffer, unsigned long count, void (*position)(int, int))
{
	position(1, 2);
	return 0;
}

static struct demo_operations function_pointer = {
	.read = function_pointer_read,
};

static long too_few_read(struct file *file, char *buffer)
{
	return 0;
}

static struct demo_operations too_few = {
	.read = too_few_read,
};

static long no_arguments_read(void)
{
	return 0;
}

static struct demo_operations no_arguments = {
	.read = no_arguments_read,
};

static long directive_in_the_list_read(struct file *file, char *buffer, unsigned long count,
#ifdef CONFIG_DEMO
	long long *position
#else
	long *position
#endif
	)
{
	return 0;
}

static struct demo_operations directive_in_the_list = {
	.read = directive_in_the_list_read,
};

static long old_read(file, buffer, count, position)
	struct file *file;
	char *buffer;
	unsigned long count;
	long long *position;
{
	return do_read(file);
}

static struct demo_operations old_style = {
	.read = old_read,
};

#define macro_read(file, buffer, count, position) do_read(file, buffer, count)

static struct demo_operations function_like_macro = {
	.read = macro_read,
};

static struct demo_operations with_address = {
	.read = &plain_read,
};

static struct demo_operations with_a_cast = {
	.read = (void *)plain_read,
};

static struct demo_operations null = {
	.read = NULL,
};

static struct demo_operations without = {
	.open = plain_read,
};
