"""Whoever has work in the administration signs in with a second factor."""

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.shortcuts import redirect
from django.urls import reverse

OPEN_PATHS = ("/konto/", "/static/", "/helse/")


class StaffMfaMiddleware:
    """Sends staff without a second factor to set one up, whichever page they ask for."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        if not request.path_info.startswith(OPEN_PATHS) and user.is_authenticated and user.is_staff:
            used = any(record["method"] == "mfa" for record in get_authentication_records(request, user))
            if not used and not is_mfa_enabled(user):
                return redirect(f"{reverse('mfa_activate_totp')}?next={request.path}")
        return self.get_response(request)
