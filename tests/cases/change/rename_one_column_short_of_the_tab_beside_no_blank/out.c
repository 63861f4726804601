static const struct file_operations demo_fops = {
	.open		= demo_open,
	.get_unmapped_ok= demo_area,
	.unlocked_ioctl	= demo_ioctl,
};
