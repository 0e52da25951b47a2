"""What a log may know of those who answer."""

import contextlib
import logging
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from django.conf import settings
from django.db import connection

from portal.core.logs import HideRespondents
from tests.services import free_port

TOKEN = "k7Qm-2vXe"


def record(message: str, *, with_fault: bool = False) -> logging.LogRecord:
    fault = None
    if with_fault:
        try:
            raise ValueError(f"answer 6 of {TOKEN}")
        except ValueError:
            fault = sys.exc_info()
    return logging.LogRecord("django.request", logging.ERROR, __file__, 1, message, (), fault)


@pytest.mark.parametrize("path", [f"/s/{TOKEN}", f"/S/{TOKEN}", "/svar/4f/side/2/"])
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


def test_place_of_a_fault_is_ours_also_where_a_library_raised_it():
    try:
        connection.cursor().execute("SELECT 1")  # refused without a database
    except RuntimeError:
        line = logging.LogRecord("x", logging.ERROR, __file__, 1, f"Error: /s/{TOKEN}", (), sys.exc_info())

    assert HideRespondents().filter(line)
    assert "RuntimeError in " in line.msg
    assert "test_logs.py" in line.msg


BROKEN = """
def application(environ, start_response):
    raise ValueError("answer 6 at " + environ["PATH_INFO"])
"""


def test_log_of_the_web_server_itself_knows_no_link(tmp_path):
    """A fault outside Django: the server would write the whole address."""
    (tmp_path / "broken.py").write_text(BROKEN)
    port = free_port()
    command = ["gunicorn", "broken", "--config", "portal/gunicorn.py", "--pythonpath", str(tmp_path)]
    server = subprocess.Popen(
        [sys.executable, "-m", *command, "--bind", f"127.0.0.1:{port}"],
        cwd=settings.BASE_DIR,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert [status(f"http://127.0.0.1:{port}{path}") for path in (f"/s/{TOKEN}", "/sak/")] == [500, 500]
    finally:
        server.terminate()
        log = server.communicate(timeout=20)[1]

    assert "a respondent's page failed: ValueError in " in log
    assert TOKEN not in log
    assert "Error handling request GET /sak/" in log
    assert "Control socket" not in log


def status(url: str) -> int:
    """What the server answers, once it does."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            return urllib.request.urlopen(url, timeout=5).status
        except urllib.error.HTTPError as error:
            with contextlib.closing(error):
                return error.code
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not start")
