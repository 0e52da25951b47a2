"""Whoever has work in the administration signs in with a second factor."""

from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.shortcuts import redirect
from django.urls import reverse

OPEN_PATHS = ("/konto/", "/static/", "/helse/")


class StaffMfaMiddleware:
    """Whoever of the staff came by the mailed code alone sets up a second step, or takes it, before any page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        if not request.path_info.startswith(OPEN_PATHS) and user.is_authenticated and user.is_staff:
            used = any(record["method"] == "mfa" for record in get_authentication_records(request, user))
            if not used:
                page = reverse("mfa_reauthenticate" if is_mfa_enabled(user) else "mfa_activate_totp")
                return redirect(f"{page}?{urlencode({'next': request.path})}")
        return self.get_response(request)


def remember_second_step(request, user, authenticator, **kwargs) -> None:
    """Whoever has just shown a code of her new app has taken the second step, and need not show it once more."""
    if authenticator.type == Authenticator.Type.TOTP:
        record_authentication(request, user, method="mfa", type="totp", reauthenticated=True)
