static int plain_open(struct inode *inode, struct file *file)
{
	if (!file)
		return -EINVAL;
	return wanted(inode, file);
}

static struct demo_operations plain = {
	.open = plain_open,
};

static struct demo_operations with_address = {
	.open = &plain_open,
};

static struct demo_operations with_a_cast = {
	.open = (void *)plain_open,
};

static struct demo_operations in_parentheses = {
	.open = (plain_open),
};

static struct demo_operations is_the_function = {
	.open = wanted,
};

static struct demo_operations null = {
	.open = NULL,
};

static struct demo_operations without = {
	.release = plain_open,
};

static struct demo_operations macro_among_entries = {
	.release = plain_open,
	DEMO_OPERATIONS,
};

static int other_open(struct inode *inode, struct file *file)
{
	/* wanted(inode, file) comes later */
	pr_debug("wanted(%p)", inode);
	file->hook = wanted;
	file->wanted(inode);
	inode->ops.wanted (file);
	file -> wanted(inode);
	return unwanted(wanted_too(inode));
}

static struct demo_operations not_called = {
	.open = other_open,
};

static int compared_open(struct inode *inode, struct file *file)
{
	return file->count>wanted(inode, file);
}

static struct demo_operations behind_a_sign = {
	.open = compared_open,
};

static int spaced_open(struct inode *inode, struct file *file)
{
	return wanted
		(inode, file);
}

static struct demo_operations over_lines = {
	.open = spaced_open,
};

static int indirect_open(struct inode *inode, struct file *file)
{
	return plain_open(inode, file);
}

static struct demo_operations through_another = {
	.open = indirect_open,
};

static int optional_open(struct inode *inode, struct file *file)
{
#ifdef CONFIG_DEMO
	return wanted(inode, file);
#else
	return 0;
#endif
}

static struct demo_operations under_if = {
	.open = optional_open,
};

static int both_open(struct inode *inode, struct file *file)
{
#ifdef CONFIG_DEMO
	wanted(inode, file);
#endif
	return wanted(inode, file);
}

static struct demo_operations under_if_and_outside = {
	.open = both_open,
};

static int disabled_open(struct inode *inode, struct file *file)
{
#if 0
	wanted(inode, file);
#endif
	return 0;
}

static struct demo_operations in_disabled_text = {
	.open = disabled_open,
};

#ifdef CONFIG_DEMO
static int twice_open(struct inode *inode, struct file *file)
{
	return wanted(inode, file);
}
#else
static int twice_open(struct inode *inode, struct file *file)
{
	return 0;
}
#endif

static struct demo_operations defined_twice = {
	.open = twice_open,
};

#ifdef CONFIG_DEMO
static int alike_open(struct inode *inode, struct file *file)
{
	return wanted(inode, file);
}
#else
static int alike_open(struct inode *inode, struct file *file)
{
	return -wanted(inode, file);
}
#endif

static struct demo_operations defined_twice_alike = {
	.open = alike_open,
};

#ifdef CONFIG_DEMO
static int stub_open(struct inode *inode, struct file *file)
{
	return wanted(inode, file);
}
#else
#define stub_open NULL
#endif

static struct demo_operations function_or_null = {
	.open = stub_open,
};

#define renamed_open plain_open

static struct demo_operations macro_for_another_name = {
	.open = renamed_open,
};

#define macro_open(inode, file) wanted(inode, file)

static struct demo_operations function_like_macro = {
	.open = macro_open,
};

static struct demo_operations branches_that_differ = {
#ifdef CONFIG_DEMO
	.open = plain_open,
#else
	.open = other_open,
#endif
};

static struct demo_operations one_branch_unknown = {
#ifdef CONFIG_DEMO
	.open = plain_open,
#else
	.open = unknown_open,
#endif
};

static int old_open(inode, file)
	struct inode *inode;
	struct file *file;
{
	return wanted(inode, file);
}

static struct demo_operations old_style = {
	.open = old_open,
};

static int split_open(struct inode *inode, struct file *file)
{
#ifdef CONFIG_DEMO
	if (file) {
#else
	if (inode) {
#endif
		return wanted(inode, file);
	}
	return 0;
}

static struct demo_operations block_opened_twice = {
	.open = split_open,
};

static int declaring_open(struct inode *inode, struct file *file)
{
	extern int wanted(struct inode *inode, struct file *file);

	file->hook = wanted;
	return 0;
}

static struct demo_operations declared_in_the_body = {
	.open = declaring_open,
};
