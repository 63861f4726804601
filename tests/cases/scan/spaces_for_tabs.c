/* Indented with spaces, and odd blanks around the punctuation. */
static const struct file_operations  demo_fops  = {
        .owner = THIS_MODULE ,
    .open= demo_open,
 .llseek =noop_llseek,
.release
 = demo_release };
