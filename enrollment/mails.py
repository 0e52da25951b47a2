"""The mails of an application: one row each person, at most one per case and occasion."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from enrollment.models import Application, LeadershipGroup, Membership
from enrollment.queries import office_users
from portal.accounts.models import User
from portal.accounts.services import invite
from portal.core import outbox
from portal.core.templatetags.ui import day_year


def send_receipts(application: Application) -> None:
    """To the applicant, and to the leader when somebody applied for her."""
    for user in _people(application):
        _queue(
            application,
            "enrollment/mail/receipt",
            to=user,
            answer_by=day_year(application.answer_by),
            applied_by="" if user == application.applicant else str(application.applicant),
            reply_to=settings.PORTAL_BRAND.contact_email,
        )


def tell_office(application: Application) -> None:
    """One mail to each person of the programme office."""
    for user in office_users():
        _queue(
            application,
            "enrollment/mail/new_application",
            to=user,
            path=reverse("admin:application", args=[application.number]),
            button=_("Les søknaden"),
            answer_by=day_year(application.answer_by),
        )


def send_decision(application: Application, action: str, *, by: User) -> None:
    """The letter, to leader and applicant. An answer to it reaches the one who decided."""
    template = {"admit": "enrollment/mail/admitted", "decline": "enrollment/mail/declined"}[action]
    for user in _people(application):
        _queue(application, template, to=user, reason=application.decision_reason, sender=str(by), reply_to=by.email)


def tell_new_leader(membership: Membership, former: User | None, *, by: User) -> None:
    """To the one who takes over and the one who leaves, so that nobody loses a group without knowing it."""
    for user in filter(None, (membership.user, former)):
        outbox.queue(
            "enrollment/mail/new_leader",
            key=f"new_leader:{membership.pk}:{user.pk}",
            to=user,
            subject_id=membership.group_id,
            group=str(membership.group),
            leader=str(membership.user),
            sender=str(by),
            reply_to=by.email,
        )


def _people(application: Application) -> list[User]:
    """Leader and applicant, each once."""
    leader = invite(email=application.leader_email)
    return list({user.pk: user for user in (leader, application.applicant)}.values())


def _queue(application: Application, template: str, *, to: User, path: str = "", button: str = "", **variables) -> None:
    outbox.queue(
        template,
        key=f"{template.rpartition('/')[2]}:{application.number}:{to.pk}",
        to=to,
        case=application.number,
        subject_id=application.pk,
        number=application.number,
        group=application.group.name,
        long_name=_long_name(application.group),
        button=button or _("Åpne saken"),
        button_url=settings.PORTAL_URL + (path or reverse("case", args=[application.number])),
        **variables,
    )


def _long_name(group: LeadershipGroup) -> str:
    """With the organisation, where the group's own name does not tell it."""
    organisation = group.organisation.name
    return group.name if organisation in group.name else f"{group.name} ({organisation})"
