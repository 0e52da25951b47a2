"""The journey against PostgreSQL, Redis, a mail server and the processes of production."""

import pytest

from tests.journeys import journey

pytestmark = pytest.mark.browser


def test_one_group_from_application_to_released_report(portal, browser):
    journey.tell(portal, browser)
