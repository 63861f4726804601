"""Comparing two series, carrying one over to a new tree, and holding anybody's series against a plan."""
