/* Pointers, arrays of pointers, and casts have no table of their own. */
static const struct file_operations *demo_saved = &demo_fops;
static const struct file_operations *demo_all[] = {
	&demo_file_fops,
	&demo_dir_fops,
};
static const struct file_operations * const demo_by_mode[2] = { &demo_file_fops, NULL };

static void demo_set(struct demo *d)
{
	d->fops = (struct file_operations *)demo_all[0];
	d->size = sizeof(struct file_operations);
}
