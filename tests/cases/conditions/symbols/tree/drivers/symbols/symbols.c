int function(int argument)
{
	int local = 0;

	return called(local);
}

static __always_inline struct file *
several_lines(struct file *file,
	      int argument)
	__must_hold(lock)
{
	return file->member;
}

static const struct other variable = {
	.member = 1,
};
int array[] = { 1, 2 };
static struct table table[2] __read_mostly;
static int first_variable, second_variable;
static int initialized = 1, third_variable;
static int (*function_pointer)(void) = called;

struct structure {
	int member;
};

typedef struct __packed typedef_structure {
	int member;
} typedef_structure_t;

#ifdef CONFIG_DEMO
int under_if;
#endif

#if 0
int disabled;
#endif

/* int commented; */
static const char *text = "int commented = 1;";

int old_function(first, second)
	int first;
	int second;
{
	return first;
}
