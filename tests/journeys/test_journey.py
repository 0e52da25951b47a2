"""The journey against PostgreSQL, Redis, a mail server and the processes of production."""

import pytest

from tests.journeys import journey

# One worker runs all journeys: they share the broker, and each takes most of a machine.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]


def test_one_group_from_application_to_released_report(portal, browser):
    journey.tell(portal, browser)
