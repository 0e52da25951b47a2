"""The office's day: what is late stands above what has weeks left, whatever kind it is."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from enrollment.models import Application
from tests.factories.accounts import UserFactory
from tests.factories.enrollment import ApplicationFactory
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db


def test_group_that_has_waited_long_stands_above_an_application_with_time_left(client):
    early, late = ApplicationFactory(submitted=True), ApplicationFactory(submitted=True)
    new, forgotten = ApplicationFactory(admitted=True), ApplicationFactory(admitted=True)
    Application.objects.filter(pk=late.pk).update(answer_by=timezone.localdate() - dt.timedelta(days=2))
    Application.objects.filter(pk=forgotten.pk).update(decided_at=timezone.now() - dt.timedelta(days=20))
    sign_in(client, UserFactory(roles=("office",)))

    work = client.get(reverse("admin:index")).context["work"]

    assert [line["url"] for line in work] == [
        reverse("admin:application", args=[late.number]),
        reverse("admin:assign", args=[forgotten.number]),
        reverse("admin:application", args=[early.number]),
        reverse("admin:assign", args=[new.number]),
    ]
