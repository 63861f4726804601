"""Semantic patches for the operations structs of the Linux kernel.

One way through, each step a plain function over frozen values:

    tree  ->  csource  ->  plan  ->  rewrite  ->  series
    bytes     tables       verdicts  edits        patches

Only the two ends touch the disk or git: ``tree`` reads, ``series`` writes. ``sempatch`` reads what the user wants,
``report`` shows, ``cli`` connects. docs/architecture.md has the reasons.
"""

__version__ = "0.1.0"
