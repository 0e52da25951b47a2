"""The processes of production start, each with no more keys than its own."""

import urllib.request


def test_front_page_answers_in_production_mode(portal):
    with urllib.request.urlopen(f"{portal.url}/") as response:
        page = response.read().decode()

    assert "Bli en bedre ledergruppe, sammen" in page
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_every_process_runs(portal):
    assert {name: process.poll() for name, process in portal.processes.items()} == dict.fromkeys(portal.PROCESSES)
