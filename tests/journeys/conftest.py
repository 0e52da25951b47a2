import pytest

from tests.journeys.portal import Portal


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    """Started once a module; its tests use different cases."""
    portal = Portal(tmp_path_factory.mktemp("portal"))
    try:
        yield portal.start()
    finally:
        portal.stop()


def pytest_collection_modifyitems(items):
    """One worker runs all journeys: they share the broker, and each takes most of a machine."""
    for item in items:
        if "tests/journeys/" in item.nodeid:
            item.add_marker(pytest.mark.xdist_group("journeys"))
