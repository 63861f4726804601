/* The struct itself, with the members that the semantic patches speak of. */
#ifndef _LINUX_FS_H
#define _LINUX_FS_H

#include <linux/types.h>

struct dir_context;
struct file;
struct file_lease;
struct inode;
struct kiocb;
struct iov_iter;
struct module;
struct pipe_inode_info;
struct vm_area_desc;
struct vm_area_struct;

struct file_operations {
	struct module *owner;
	loff_t (*llseek)(struct file *, loff_t, int);
	ssize_t (*read)(struct file *, char __user *, size_t, loff_t *);
	ssize_t (*write)(struct file *, const char __user *, size_t, loff_t *);
	ssize_t (*read_iter)(struct kiocb *, struct iov_iter *);
	ssize_t (*write_iter)(struct kiocb *, struct iov_iter *);
	int (*iterate_shared)(struct file *, struct dir_context *);
	long (*unlocked_ioctl)(struct file *, unsigned int, unsigned long);
	int (*mmap)(struct file *, struct vm_area_struct *);
	int (*open)(struct inode *, struct file *);
	int (*release)(struct inode *, struct file *);
	int (*fsync)(struct file *, loff_t, loff_t, int datasync);
	ssize_t (*splice_write)(struct pipe_inode_info *, struct file *,
				loff_t *, size_t, unsigned int);
	ssize_t (*splice_read)(struct file *, loff_t *,
			       struct pipe_inode_info *, size_t, unsigned int);
	int (*setlease)(struct file *, int, struct file_lease **, void **);
	long (*fallocate)(struct file *file, int mode, loff_t offset, loff_t len);
	int (*mmap_prepare)(struct vm_area_desc *);
} __randomize_layout;

struct inode {
	umode_t				i_mode;
	const struct file_operations	*i_fop;
};

struct file {
	fmode_t				f_mode;
	const struct file_operations	*f_op;
};

struct miscdevice {
	int				minor;
	const char			*name;
	const struct file_operations	*fops;
};

#define fops_get(fops)	((fops) && try_module_get((fops)->owner) ? (fops) : NULL)

extern const struct file_operations generic_ro_fops;

#define no_llseek NULL
extern loff_t generic_file_llseek(struct file *file, loff_t offset, int whence);
extern loff_t noop_llseek(struct file *file, loff_t offset, int whence);
extern ssize_t generic_file_read_iter(struct kiocb *, struct iov_iter *);
extern ssize_t generic_file_write_iter(struct kiocb *, struct iov_iter *);
extern int generic_file_mmap(struct file *, struct vm_area_struct *);
extern int generic_file_mmap_prepare(struct vm_area_desc *desc);
extern ssize_t filemap_splice_read(struct file *in, loff_t *ppos,
				   struct pipe_inode_info *pipe,
				   size_t len, unsigned int flags);
extern ssize_t generic_file_splice_read(struct file *, loff_t *,
		struct pipe_inode_info *, size_t, unsigned int);
extern ssize_t generic_read_dir(struct file *filp, char __user *buf,
				size_t siz, loff_t *ppos);

#endif
