"""Patches that do not apply to the tree."""

from collections.abc import Iterator

from ckptgen.review.case import Held
from ckptgen.review.findings import RULES, Finding, Rule


def check_applying(held: Held) -> Iterator[Finding]:
    """Yield a finding for each file that a patch does not apply to."""
    rule = Rule.DOES_NOT_APPLY
    for step in held.replay.steps:
        for failure in step.failures:
            path = failure.file.path
            yield Finding(
                rule,
                RULES[rule].severity,
                f"the patch does not apply to {held.plan.tree}: {failure.said}",
                path,
                failure.file.hunks[0].old_start if failure.file.hunks else 0,
                step.patch.name,
                failure.file.line,
                filesystem=held.owners.of(path),
            )
