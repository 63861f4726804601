"""The audit over many revisions: each blob is read once, whatever the number of revisions that have it.

    refs  ->  snapshots  ->  looking  ->  joining  ->  model
    names     listings       blobs        revisions    numbers

What a file's tables are follows from its bytes and from the structs that headers of the same revision define
(``plan.collect``). So the headers are looked at first; a blob is then looked at with all that any revision's headers
say, and each revision takes what its own say.
"""
