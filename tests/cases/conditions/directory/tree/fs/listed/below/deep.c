static struct demo_operations below = {
	.open = called,
};

int in_listed_below(void)
{
	return 0;
}
