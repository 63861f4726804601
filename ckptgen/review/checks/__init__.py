"""What a series is held against: one module for each kind of question, each a function from a case to findings."""
