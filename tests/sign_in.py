"""Signing in as somebody, the short way and the real way."""

import re
import time

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail


def sign_in(client, user) -> None:
    """Sign the test client in; staff as if both steps were taken."""
    client.force_login(user)
    if user.is_staff:
        session = client.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "totp", "at": time.time()}]
        session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
        session.save()


def totp_code(secret: str) -> str:
    """The code an app with this secret shows now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def mailed_code() -> str:
    """The sign-in code in the latest mail."""
    return re.search(r"^([A-Z0-9-]{6,12})$", mail.outbox[-1].body, re.MULTILINE).group(1)


__all__ = ["mailed_code", "sign_in", "totp_code"]
