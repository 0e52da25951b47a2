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
