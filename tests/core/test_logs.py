"""What a log may know of those who answer."""

import logging
import sys

import pytest

from portal.core.logs import HideRespondents

TOKEN = "k7Qm-2vXe"


def record(message: str, *, with_fault: bool = False) -> logging.LogRecord:
    fault = None
    if with_fault:
        try:
            raise ValueError(f"answer 6 of {TOKEN}")
        except ValueError:
            fault = sys.exc_info()
    return logging.LogRecord("django.request", logging.ERROR, __file__, 1, message, (), fault)


@pytest.mark.parametrize("path", [f"/s/{TOKEN}", "/svar/4f/side/2/"])
def test_requests_of_respondents_are_in_no_log(path):
    assert not HideRespondents().filter(record(f"Not Found: {path}"))


def test_other_requests_are():
    assert HideRespondents().filter(record("Not Found: /sak/2026-0001/"))


def test_of_a_fault_only_class_and_place_are_kept():
    line = record(f"Internal Server Error: /s/{TOKEN}", with_fault=True)

    assert HideRespondents().filter(line)
    written = logging.Formatter().format(line)
    assert written.startswith("a respondent's page failed: ValueError in ")
    assert TOKEN not in written
    assert "Traceback" not in written
