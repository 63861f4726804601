"""Grouping, messages, commits, ``git format-patch``, manifest. Knows no C."""
