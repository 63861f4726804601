"""Title."""

def f(): pass
