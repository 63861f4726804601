/* A #define goes on through a comment of several lines. */
#define DEMO_TABLE(x) const struct file_operations x = /* written
	by hand */ { .llseek = noop_llseek, .open = demo_open }
/* above */ /* and
*/ #define DEMO_OPEN {

DEMO_TABLE(demo_fops);
