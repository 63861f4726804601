"""Title."""

if seekable:
    pass
