"""Mutated initializers against oracles that share no code with ckptgen: ``python -m tests.fuzz --help``."""
