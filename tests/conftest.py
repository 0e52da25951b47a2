"""Fixtures of the whole suite, and the traps that make careless code fail."""

import os
import shutil

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.template.base import VariableNode

from tests import traps
from tests.services import find

# Playwright's own event loop runs in the tests' thread.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    """Every test has key, file and mail folders of its own."""
    settings.PORTAL_SEAL_KEYS = tmp_path / "keys/seal"
    settings.PORTAL_DRAFT_KEYS = tmp_path / "keys/draft"
    settings.PORTAL_FILES_DIR = tmp_path / "files"


@pytest.fixture(autouse=True)
def instruments_anew():
    """Rows of one test have the keys of another's; what a process remembers must not outlive them."""
    from assessments.services import load_version
    from assessments.views import answering

    load_version.cache_clear()
    answering._draw_empty.cache_clear()


@pytest.fixture(autouse=True, scope="session")
def careless_code_fails():
    """See ``tests/traps.py``."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QuerySet, "_fetch_all", traps.fetch_all(QuerySet._fetch_all))
        patch.setattr(VariableNode, "render", traps.render_variable(VariableNode.render))
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """A thread of the live server keeps its connection as long as the browser keeps its own: end it first."""
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )


# Browser --------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    chromium = os.environ.get("CHROMIUM") or find("chromium") or shutil.which("chromium-browser")
    if not chromium:
        pytest.fail("Chromium mangler: installer pakken chromium eller sett CHROMIUM=/sti.")
    return {**browser_type_launch_args, "executable_path": chromium, "args": CHROMIUM_ARGUMENTS}


@pytest.fixture
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "nb-NO", "timezone_id": "Europe/Oslo"}


@pytest.fixture
def page(page):
    """A page that fails the test on a console error: a CSP violation, a missing file or a broken script."""
    errors: list[str] = []
    # A 4xx that the test asks for is reported as an error too, and is no fault of the page.
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_default_timeout(15_000)
    yield page
    assert [text for text in errors if "the server responded with a status of 4" not in text] == []
