"""Mail to those who are asked, sent by the keyworker, and to the consultant."""

import smtplib
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import get_connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assessments import keys
from assessments.models import AssessmentRound, Participation
from assessments.workflow import HELD_DAYS, accepts_answers
from portal.accounts.models import User
from portal.core import outbox
from portal.core.models import Mail


def send_invitations(mail: Mail) -> None:
    """One sending to all who have neither answered nor declined, and have not had it before.

    The column is raised per person right after the mail server has accepted, so a kill costs at
    most one copy to one person. An address the server refuses does not stop the others; the
    sending is then tried again for that one.
    """
    round_ = AssessmentRound.objects.select_related("application__group__organisation").get(pk=mail.subject_id)
    if not accepts_answers(round_):
        return
    sending = mail.variables["sending"]
    seed = keys.read_seed(round_.pk)
    refused = None
    with get_connection() as connection:
        for participation in waiting_for(round_, sending).select_related("person"):
            if not waiting_for(round_, sending).filter(pk=participation.pk).exists():
                continue
            try:
                _send_link(connection, mail, round_, participation, seed)
            except smtplib.SMTPRecipientsRefused as error:
                refused = error
                continue
            Participation.objects.filter(pk=participation.pk, link_hash__isnull=False).update(mails_sent=sending)
    if refused:
        raise refused


def waiting_for(round_: AssessmentRound, sending: int) -> QuerySet[Participation]:
    """Those who are to get this sending, in an order that says nothing."""
    return round_.participations.filter(submitted=False, declined=False, mails_sent__lt=sending).order_by("pk")


def send_link_again(connection, participation: Participation, seed: bytes) -> None:
    """The link to one who has lost it, whether she has answered or not."""
    round_ = participation.round
    variables = {"reply_to": round_.consultant_email, **_link_variables(round_, participation, seed)}
    _send(connection, "assessments/mail/link_again", variables, to=participation.person.email)


def _send_link(connection, mail: Mail, round_: AssessmentRound, participation: Participation, seed: bytes) -> None:
    variables = {**mail.variables, **_link_variables(round_, participation, seed)}
    _send(connection, mail.template, variables, to=participation.person.email)


def _link_variables(round_: AssessmentRound, participation: Participation, seed: bytes) -> dict:
    link = f"{settings.PORTAL_URL}/s/{participation.token(seed)}"
    return {
        "organisation": str(round_.application.group.organisation),
        "consultant": round_.consultant_name,
        "deadline": round_.deadline,
        "session_on": round_.session_on,
        "was_noticed": round_.noticed_on is not None,
        "link": link,
        "button_url": link,
        "button": _("Svar på kartleggingen"),
    }


def _send(connection, template: str, variables: dict, *, to: str) -> None:
    message = outbox.render(template, variables, to=to)
    message.connection = connection
    message.send()


def sender_address() -> str:
    """The address these mails come from, so that people can tell a true one."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def tell_consultant(round_: AssessmentRound, template: str) -> None:
    """Queue a mail to the round's consultant; it holds neither figures nor names of those who were asked."""
    consultant = User.objects.filter(email=round_.consultant_email.lower()).first()
    if consultant is None:
        return
    outbox.queue(
        f"assessments/mail/{template}",
        key=f"{template}:{round_.pk}:{round_.deadline}",
        to=consultant,
        case=round_.application.number,
        subject_id=round_.pk,
        organisation=str(round_.application.group.organisation),
        days=HELD_DAYS,
        button_url=f"{settings.PORTAL_URL}/hjem/",
        button=_("Se oppdraget"),
    )
