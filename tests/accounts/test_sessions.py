"""Nothing about who signed in, and from where, outlives the session."""

import datetime as dt

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts import services
from portal.core import jobs
from tests.sign_in import mailed_code

pytestmark = pytest.mark.django_db


def sign_in_by_code(email: str) -> Client:
    services.invite(email=email)
    client = Client(HTTP_USER_AGENT=f"Nettleseren til {email}", REMOTE_ADDR="192.0.2.7")
    asked = client.post(reverse("account_login"), {"email": email})
    client.post(asked["Location"], {"code": mailed_code()})
    return client


def test_session_device_and_limits_are_deleted_when_they_have_expired():
    long_ago, now = sign_in_by_code("ada@example.org"), sign_in_by_code("bo@example.org")
    cache.set("teller", "gammel", 60)
    earlier = timezone.now() - dt.timedelta(hours=1)
    Session.objects.filter(session_key=long_ago.session.session_key).update(expire_date=earlier)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE portal_cache SET expires = %s", [connection.ops.adapt_datetimefield_value(earlier)])
    cache.set("annen-teller", "ny", 60)

    services.order_forgetting()
    services.order_forgetting()
    assert jobs.run_due() == 1

    assert list(Session.objects.values_list("session_key", flat=True)) == [now.session.session_key]
    assert [row.user.email for row in UserSession.objects.select_related("user").order_by("pk")] == ["bo@example.org"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM portal_cache ORDER BY cache_key")
        assert cursor.fetchall() == [(":1:annen-teller",)]
