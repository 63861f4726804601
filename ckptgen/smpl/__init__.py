"""The semantic patch in Coccinelle's language, and what spatch makes of a tree held against the plan.

clauses (a predicate as alternatives) -> changing (one change as rules) -> render (the whole file) -> running (spatch
on copies of the tree's files) -> tables (each table before, and after either tool) -> explain (why they differ).
"""
