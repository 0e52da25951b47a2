"""The one question at sign-in: your address."""

from allauth.account.forms import RequestLoginCodeForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.accounts import services


class SignInForm(RequestLoginCodeForm):
    """Asks for an address and makes its person known if it belongs to one of our own domains.

    Whoever is unknown gets the same page and a mail that says how to be invited, so that the
    page tells nobody who is known.
    """

    email = forms.EmailField(
        label=_("E-posten din på jobb"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Skriv e-posten din på jobb."),
            "invalid": _("Skriv en hel e-postadresse uten æ, ø og å, for eksempel kari.nordmann@virksomhet.example."),
        },
    )

    def clean_email(self) -> str:
        email = super().clean_email().lower()
        domain = email.rpartition("@")[2]
        if self._user is None and domain in settings.PORTAL_SIGNUP_DOMAINS:
            self._user = services.invite(email=email)
        return email
