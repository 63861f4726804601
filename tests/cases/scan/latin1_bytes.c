/* Bytes that are no UTF-8, in comments and in a string. */
/* written in Köln by René */
static const char demo_author[] = "René";

static const struct file_operations demo_fops = {
	.open = demo_open,	/* öffnet */
	.llseek = noop_llseek,	// é
};
