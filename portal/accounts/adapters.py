"""How allauth behaves here: nobody signs up, addresses are verified by the code they receive."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("Koden stemmer ikke. Se etter i den nyeste e-posten, og skriv den på nytt."),
    }

    def is_open_for_signup(self, request) -> bool:
        """An account comes from an own address or an invitation, at the one sign-in page."""
        return False

    def post_login(self, request, user, **kwargs):
        """Whoever typed the code owns the address: two-step verification demands it on record."""
        EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
        return super().post_login(request, user, **kwargs)

    def send_mail(self, template_prefix, email, context):
        names = {"portal_name": settings.PORTAL_BRAND.portal, "portal_url": settings.PORTAL_URL}
        return super().send_mail(template_prefix, email, {**context, **names})

    def format_email_subject(self, subject) -> str:
        return str(subject)


class MfaAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("Koden stemmer ikke. Skriv den appen viser nå, eller vent til den viser en ny."),
    }
