static struct demo_operations listed = {
	.open = called,
};

int in_listed(void)
{
	return 0;
}
