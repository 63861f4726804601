"""Remove entries that say no_llseek.

Since commit 868941b14441 ("fs: remove no_llseek") of 2022 the VFS decides
when a file is opened whether its position can be set, from whether there
is an llseek entry at all. no_llseek has been another name for NULL since
then, and the entries that give it say nothing.
"""

# For trees in which no_llseek is defined as NULL, from v6.0 on (linux-source-6.1 has about 271 uses). In older trees a
# table without an llseek entry seeks by default: there the removal would change what the files do.

struct = "file_operations"

change = remove("llseek", was="no_llseek")

qualifies = always

message = """
    no_llseek is defined as NULL: a table that gives it as its llseek says
    the same as one without the entry. The VFS decides that such a file
    cannot seek when it is opened.
    """

allow = everywhere
