static struct other_operations in_another_table_other = {
	.setup = in_another_table_open,
};

static struct demo_operations in_another_table = {
	.open = in_another_table_open,
};

static struct other_operations by_address_other = {
	.setup = &by_address_open,
};

static struct demo_operations by_address = {
	.open = by_address_open,
};

static struct other_operations gnu_other = {
	setup: gnu_open,
};

static struct demo_operations gnu = {
	.open = gnu_open,
};

static void by_assignment_set(struct other *other)
{
	other->setup = by_assignment_open;
}

static struct demo_operations by_assignment = {
	.open = by_assignment_open,
};

static void by_assignment_to_a_member_set(void)
{
	other.ops.setup = by_assignment_to_a_member_open;
}

static struct demo_operations by_assignment_to_a_member = {
	.open = by_assignment_to_a_member_open,
};

static void element_set(struct other *other)
{
	other->setup[2] = element_open;
}

static struct demo_operations element = {
	.open = element_open,
};

static void with_a_cast_set(struct other *other)
{
	other->setup = (setup_t *)with_a_cast_open;
}

static struct demo_operations with_a_cast = {
	.open = with_a_cast_open,
};

static struct other_operations with_a_pointer_cast_other = {
	.setup = (int (*)(void))with_a_pointer_cast_open,
};

static struct demo_operations with_a_pointer_cast = {
	.open = with_a_pointer_cast_open,
};

static struct other_operations in_parentheses_other = {
	.setup = (in_parentheses_open),
};

static struct demo_operations in_parentheses = {
	.open = in_parentheses_open,
};

static struct other_operations one_of_two_other = {
	.setup = USE_DEMO ? one_of_two_open : other_setup,
};

static struct demo_operations one_of_two = {
	.open = one_of_two_open,
};

#ifdef CONFIG_DEMO
static struct other_operations under_if_other = {
	.setup = under_if_open,
};
#endif

static struct demo_operations under_if = {
	.open = under_if_open,
};

static struct other_operations to_another_member_other = {
	.start = to_another_member_open,
};

static struct demo_operations to_another_member = {
	.open = to_another_member_open,
};

static void its_result_set(struct other *other)
{
	other->setup = its_result_open(other);
}

static struct demo_operations its_result = {
	.open = its_result_open,
};

static int compared_set(struct other *other)
{
	return other->setup == compared_open;
}

static struct demo_operations compared = {
	.open = compared_open,
};

static void to_a_variable_set(void)
{
	setup = to_a_variable_open;
}

static struct demo_operations to_a_variable = {
	.open = to_a_variable_open,
};

#if 0
static struct other_operations in_disabled_text_other = {
	.setup = in_disabled_text_open,
};
#endif

static struct demo_operations in_disabled_text = {
	.open = in_disabled_text_open,
};

/* other->setup = in_a_comment_open; */
static const char *text = ".setup = in_a_comment_open";

static struct demo_operations in_a_comment = {
	.open = in_a_comment_open,
};

static struct demo_operations not_at_all = {
	.open = not_at_all_open,
};

static struct demo_operations in_the_same_table = {
	.open = same_open,
	.release = same_open,
};

static struct demo_operations null = {
	.open = NULL,
};

static struct demo_operations without = {
	.release = not_at_all_open,
};

static struct demo_operations not_a_name = {
	.open = demo_ptr(by_address_open),
};

static struct demo_operations macro_among_entries = {
	DEMO_OPERATIONS,
};

static struct demo_operations branches_that_differ = {
#ifdef CONFIG_DEMO
	.open = by_assignment_open,
#else
	.open = not_at_all_open,
#endif
};
