"""The log of who read what can be added to and nothing else."""

import pytest
from django.db import DatabaseError, transaction

from portal.core.audit import log_read
from portal.core.models import ReadLog
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_database_refuses_to_change_a_line():
    log_read(who=UserFactory(), what="report", case="2026-0001", subject_id="1")

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ReadLog.objects.update(case="2026-0002")

    assert ReadLog.objects.get().case == "2026-0001"
