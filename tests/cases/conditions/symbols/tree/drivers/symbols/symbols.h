static inline int inline_function(void)
{
	return tested;
}

int declared(void);
extern int extern_variable;
struct forward;
#define macro 1
#define macro_with_arguments(x) ((x) + expansion)
