"""Writes about people, rights and sessions."""

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils import timezone

from portal.accounts.models import Role, User
from portal.core import jobs
from portal.core.jobs import Lease


@transaction.atomic
def invite(*, email: str, name: str = "") -> User:
    """The person with this address, made if unknown. Knowing someone gives no access to anything."""
    user, created = User.objects.get_or_create(email=email.strip().lower(), defaults={"name": name.strip()})
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    elif name and not user.name:
        user.name = name.strip()
        user.save(update_fields=["name"])
    return user


@transaction.atomic
def grant_role(user: User, role: str, *, by: User | None) -> Role:
    """Give a role; the person becomes staff, which demands two-step sign-in."""
    row, _ = Role.objects.get_or_create(user=user, role=role, defaults={"granted_by": by})
    mark_staff(user)
    return row


def mark_staff(user: User) -> None:
    """The person has work in the administration."""
    if not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])


# What is forgotten every day -----------------------------------------------------


def order_forgetting() -> None:
    """Tick: once a day."""
    jobs.enqueue("accounts.forget_sessions", key=f"sessions:{timezone.localdate():%Y-%m-%d}")


@transaction.atomic
def forget_sessions(_subject_id: str, lease: Lease | None = None) -> None:
    """Delete what has expired, which would else lie in the database: sessions hold mailed codes and addresses, the
    signed-in devices network addresses and browsers, and the cache's limits network addresses with times."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    table = connection.ops.quote_name(settings.CACHES["default"]["LOCATION"])
    with connection.cursor() as cursor:
        expired = connection.ops.adapt_datetimefield_value(now)
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [expired])  # nosec B608
