"""Where the tests' material lives."""

from pathlib import Path

TESTS = Path(__file__).parent
CASES = TESTS / "cases"
SAMPLE = TESTS / "sample"
ROOT = TESTS.parent
