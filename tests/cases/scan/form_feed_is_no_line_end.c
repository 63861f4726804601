/* Form feed, vertical tab and the byte 0x85 end no line. */

/* before… the table */
static const struct file_operations demo_fops = {
	.open = demo_open,
	.llseek = noop_llseek,
};
