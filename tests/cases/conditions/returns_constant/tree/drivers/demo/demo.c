static long zero_read(struct file *file, char *buffer, unsigned long count, long long *position)
{
	return 0;
}

static struct demo_operations zero = {
	.read = zero_read,
};

static long negative_read(struct file *file, char *buffer, unsigned long count, long long *position)
{
	return -EINVAL;
}

static struct demo_operations negative = {
	.read = negative_read,
};

static long parentheses_read(struct file *file, char *buffer, unsigned long count, long long *position)
{
	return (-ENOSYS);
}

static struct demo_operations parentheses = {
	.read = parentheses_read,
};

static long tight_read(struct file *file, char *buffer, unsigned long count, long long *position)
{
	return(0);
}

static struct demo_operations tight = {
	.read = tight_read,
};

static long null_pointer_read(struct file *file, char *buffer, unsigned long count, long long *position)
{
	return NULL;
}

static struct demo_operations null_pointer = {
	.read = null_pointer_read,
};

static long error_pointer_read(struct file *file, char *buffer, unsigned long count, long long *position)
{
	return ERR_PTR(-EIO);
}

static struct demo_operations error_pointer = {
	.read = error_pointer_read,
};

static long flags_read(struct file *file, char *buffer, unsigned long count, long long *position)
{
	return POLLIN | POLLRDNORM;
}

static struct demo_operations flags = {
	.read = flags_read,
};

static long cast_read(struct file *file, char *buffer, unsigned long count, long long *position)
{
	return (loff_t)-1;
}

static struct demo_operations cast = {
	.read = cast_read,
};

static long hexadecimal_read(struct file *file, char *buffer, unsigned long count, long long *position)
{
	return 0xffUL;
}

static struct demo_operations hexadecimal = {
	.read = hexadecimal_read,
};

static long character_read(struct file *file, char *buffer, unsigned long count, long long *position)
{
	return 'c';
}

static struct demo_operations character = {
	.read = character_read,
};

static long string_read(struct file *file, char *buffer, unsigned long count, long long *position)
{
	return "return x;";
}

static struct demo_operations string = {
	.read = string_read,
};

static long nothing_read(struct file *file, char *buffer, unsigned long count, long long *position)
{
}

static struct demo_operations nothing = {
	.read = nothing_read,
};

static long bare_return_read(struct file *file, char *buffer, unsigned long count, long long *position)
{
	return;
}

static struct demo_operations bare_return = {
	.read = bare_return_read,
};

static long boolean_read(struct file *file, char *buffer, unsigned long count, long long *position)
{
	return true;
}

static struct demo_operations boolean = {
	.read = boolean_read,
};

static long size_read(struct file *file, char *buffer, unsigned long count, long long *position)
{
	return sizeof(struct file);
}

static struct demo_operations size = {
	.read = size_read,
};

static long choice_read(struct file *file, char *buffer, unsigned long count, long long *position)
{
	return IS_ENABLED(CONFIG_DEMO) ? -EIO : 0;
}

static struct demo_operations choice = {
	.read = choice_read,
};

static long ignoring_read(struct file *file, char *buffer, unsigned long count, long long *position)
{
	(void)file;
	return 0;
}

static struct demo_operations ignoring = {
	.read = ignoring_read,
};

static long commented_read(struct file *file, char *buffer, unsigned long count, long long *position)
{
	return /* file->count */ 0; // count
}

static struct demo_operations commented = {
	.read = commented_read,
};

static long lower_case_read(struct file *file, char *buffer, unsigned long count, long long *position)
{
	return some_value;
}

static struct demo_operations lower_case = {
	.read = lower_case_read,
};

static long macro_call_read(struct file *file, char *buffer, unsigned long count, long long *position)
{
	return DEMO_VALUE(1);
}

static struct demo_operations macro_call = {
	.read = macro_call_read,
};

static long argument_read(struct file *file, char *buffer, unsigned long count, long long *position)
{
	return count;
}

static struct demo_operations argument = {
	.read = argument_read,
};

static long call_read(struct file *file, char *buffer, unsigned long count, long long *position)
{
	return do_read(file);
}

static struct demo_operations call = {
	.read = call_read,
};

static long member_read(struct file *file, char *buffer, unsigned long count, long long *position)
{
	return file->count;
}

static struct demo_operations member = {
	.read = member_read,
};

static long pointer_read(struct file *file, char *buffer, unsigned long count, long long *position)
{
	return *position;
}

static struct demo_operations pointer = {
	.read = pointer_read,
};

static long statement_read(struct file *file, char *buffer, unsigned long count, long long *position)
{
	pr_debug("x");
	return 0;
}

static struct demo_operations statement = {
	.read = statement_read,
};

static long conditional_read(struct file *file, char *buffer, unsigned long count, long long *position)
{
	if (count)
		return -EINVAL;
	return 0;
}

static struct demo_operations conditional = {
	.read = conditional_read,
};

static long local_read(struct file *file, char *buffer, unsigned long count, long long *position)
{
	long value = 0;

	return value;
}

static struct demo_operations local = {
	.read = local_read,
};

static long agreeing_branches_read(struct file *file, char *buffer, unsigned long count, long long *position)
{
#ifdef CONFIG_DEMO
	return -EIO;
#else
	return 0;
#endif
}

static struct demo_operations agreeing_branches = {
	.read = agreeing_branches_read,
};

static long differing_branches_read(struct file *file, char *buffer, unsigned long count, long long *position)
{
#ifdef CONFIG_DEMO
	return do_read(file);
#else
	return 0;
#endif
}

static struct demo_operations differing_branches = {
	.read = differing_branches_read,
};

static long work_before_a_branch_read(struct file *file, char *buffer, unsigned long count, long long *position)
{
	do_read(file);
#ifdef CONFIG_DEMO
	return 1;
#endif
	return 0;
}

static struct demo_operations work_before_a_branch = {
	.read = work_before_a_branch_read,
};

static long disabled_branch_read(struct file *file, char *buffer, unsigned long count, long long *position)
{
#if 0
	return do_read(file);
#endif
	return 0;
}

static struct demo_operations disabled_branch = {
	.read = disabled_branch_read,
};

static struct demo_operations unknown = {
	.read = unknown_read,
};

static struct demo_operations null = {
	.read = NULL,
};

static struct demo_operations without = {
	.open = zero_read,
};
