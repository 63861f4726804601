/* All of it on one line, with and without the last comma. */
static const struct file_operations demo_a = { .open = a_open };
static const struct file_operations demo_b={.open=b_open,.llseek=noop_llseek,};
