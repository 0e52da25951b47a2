from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    name = "assessments"
    label = "assessments"
    verbose_name = _("kartlegginger")

    def ready(self):
        from assessments import mails
        from assessments.services import closing, external, links, loss, mailings, people, reports, rounds
        from portal.core import jobs, outbox

        jobs.register("assessments.open_round", rounds.open_round, queue="keys")
        jobs.register("assessments.renew_links", people.renew_links, queue="keys")
        jobs.register("assessments.send_links", links.send_links, queue="keys")
        jobs.register("assessments.check_keys", loss.check_keys, queue="keys")
        jobs.register("assessments.close_round", closing.close_round, queue="keys")
        jobs.register("assessments.end_of_keys", closing.end_of_keys, queue="keys")
        jobs.register("assessments.sweep_keys", closing.sweep_keys, queue="keys")
        jobs.every_minute("assessments.notice", mailings.send_due_notices)
        jobs.every_minute("assessments.open", rounds.open_due_rounds)
        jobs.every_minute("assessments.close", closing.close_due_rounds)
        jobs.every_minute("assessments.count", closing.update_counts)
        jobs.every_minute("assessments.discard", closing.discard_forgotten_rounds)
        jobs.every_minute("assessments.keys", loss.order_check)
        jobs.every_minute("assessments.sweep", closing.order_sweep)
        jobs.register("assessments.store_report", reports.store_report)
        jobs.every_minute("assessments.reports", reports.order_missing_reports)
        jobs.every_minute("assessments.orphans", reports.remove_orphans)
        jobs.every_minute("assessments.vendor_orphans", external.remove_orphans)
        outbox.register(rounds.INVITATION, mails.send_invitations)
        outbox.register(rounds.NEW_DEADLINE, mails.send_invitations)
        outbox.register(mailings.REMINDER, mails.send_invitations)
