"""One module per command, thin: ``add_arguments`` and ``run``."""
