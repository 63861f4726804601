"""Where the tests' material lives."""

from pathlib import Path

TESTS = Path(__file__).parent
CASES = TESTS / "cases"
SAMPLE = TESTS / "sample"
SAMPLE_OPS = TESTS / "sample-ops"
ROOT = TESTS.parent
SHIPPED = sorted(rule.parent.name for rule in (ROOT / "patches").glob("*/rule.py"))


def sample_of(name: str) -> Path:
    """Return the sample tree that shows a shipped semantic patch at work: what the Makefile calls SAMPLE."""
    return SAMPLE if name in ("checkpoint", "vm-checkpoint") else SAMPLE_OPS
