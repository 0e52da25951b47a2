"""Colours and style sheets are read once per process; a test that changes them starts afresh."""

import pytest

from assessments.report import look


@pytest.fixture(autouse=True)
def look_anew():
    for cached in (look.tokens, look.palette, look.fingerprint):
        cached.cache_clear()
