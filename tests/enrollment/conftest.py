"""An applicant who has signed in, and her draft."""

import pytest

from enrollment import services
from tests.factories.accounts import UserFactory
from tests.factories.enrollment import IntakeFactory


@pytest.fixture
def leader(client):
    person = UserFactory(name="Ingrid Solbakk", email="ingrid@furulund.example")
    client.force_login(person)
    return person


@pytest.fixture
def draft(leader):
    return services.start_application(IntakeFactory(), by=leader)
