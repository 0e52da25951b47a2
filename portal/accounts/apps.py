from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
    verbose_name = _("brukere")

    def ready(self):
        from allauth.mfa.signals import authenticator_added

        from portal.accounts import services
        from portal.accounts.middleware import remember_second_step
        from portal.core import jobs

        jobs.register("accounts.forget_sessions", services.forget_sessions)
        jobs.every_minute("accounts.sessions", services.order_forgetting)
        authenticator_added.connect(remember_second_step)
