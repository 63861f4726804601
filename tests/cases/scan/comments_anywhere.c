/* Comments stand wherever white space may. */
static /* a */ const /* b */ struct /* c */ file_operations /* d */ demo_fops /* e */ = /* f */ {
	/* before the first entry */
	. /* g */ open /* h */ = /* i */ demo_open /* j */ , /* k */
	/*
	 * Between two entries: .flush = demo_flush,
	 */
	.read = /* l */ demo_pick /* m */ (a, /* n */ b),
	// .write = demo_write,
	.release = demo_release,
	/* behind the last entry */
};
