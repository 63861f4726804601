/* Qualifiers and attributes stand before, between and behind. */
struct file_operations const demo_a = {
	.open = a_open,
};
static const struct file_operations __maybe_unused demo_b = {
	.open = b_open,
};
const struct file_operations demo_c __read_mostly = {
	.open = c_open,
};
const static struct file_operations demo_d = {
	.open = d_open,
};
struct file_operations static demo_e = {
	.open = e_open,
};
static struct file_operations demo_f __attribute__((section(".data.demo"))) = {
	.open = f_open,
};
__visible const volatile struct file_operations demo_g __aligned(64) = {
	.open = g_open,
};
