/* Runs of white space and line ends become one blank. */
static const struct file_operations demo_fops = {
	.open	=	demo_choose(a,
				    b),
	.read =   (void *)
		  demo_read   ,
};
