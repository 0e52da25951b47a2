from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsultantsConfig(AppConfig):
    name = "consultants"
    label = "consultants"
    verbose_name = _("konsulenter")

    def ready(self):
        from consultants.services import certificates, shortlists
        from portal.core import jobs

        jobs.register("consultants.warn_of_expiry", certificates.warn_of_expiry)
        jobs.every_minute("consultants.expiry", certificates.order_warnings)
        jobs.register("consultants.look_at_choices", shortlists.look_at_choices)
        jobs.every_minute("consultants.choices", shortlists.order_look)
