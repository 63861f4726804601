"""What holds for every test."""

import os
import shutil
import tempfile
from collections.abc import Iterator

import pytest

# The commands that tests run keep what they find in a folder of the tests' own, never in the developer's.
_CACHE = os.environ["CKPTGEN_CACHE"] = tempfile.mkdtemp(prefix="ckptgen-cache-")


@pytest.fixture(scope="session", autouse=True)
def cache_of_the_tests() -> Iterator[None]:
    """Remove the folder at the end."""
    yield
    shutil.rmtree(_CACHE, ignore_errors=True)
