/* written in Köln */
const struct file_operations demo_fops = {
	.llseek	= generic_file_llseek,	/* über alles hinweg */
	.fsync	= generic_file_fsync,	/* öfter */
#ifdef CONFIG_CHECKPOINT
	.checkpoint	= generic_file_checkpoint,
#endif
};
