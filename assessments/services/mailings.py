"""What those who are asked are told before the link comes, and while it waits."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from assessments.mails import sender_address
from assessments.models import AssessmentRound, RoundState
from assessments.services.rounds import next_sending, queue_invitations
from assessments.workflow import missing_for_list, missing_for_reminder
from portal.core import outbox
from portal.core.templatetags.ui import weekday
from portal.core.workflow import TransitionNotAllowed, add_event, lock

NOTICE_DAYS = 2
REMINDER = "assessments/mail/reminder"


def send_due_notices() -> None:
    """Tick: two days before the opening, or as soon as the list is confirmed, everyone who is asked is told.

    Asked anew when the list, the first day or the deadline has changed: whoever has been told of these is told once.
    """
    soon = timezone.localdate() + dt.timedelta(days=NOTICE_DAYS)
    waiting = AssessmentRound.objects.filter(
        noticed_on=None,
        state__in=[RoundState.PLANNED, RoundState.ORDERED],
        list_confirmed_at__isnull=False,
        opens_on__lte=soon,
    )
    for round_id in waiting.order_by("pk").values_list("pk", flat=True):
        _notify(round_id)


@transaction.atomic
def _notify(round_id) -> None:
    round_ = lock(AssessmentRound, pk=round_id)
    if round_.state not in (RoundState.PLANNED, RoundState.ORDERED) or missing_for_list(round_):
        return
    opens_on = max(round_.opens_on, timezone.localdate())
    for participation in round_.participations.select_related("person").order_by("pk"):
        outbox.queue(
            "assessments/mail/notice",
            key=f"notice:{round_.pk}:{participation.person_id}:{round_.opens_on}:{round_.deadline}",
            to=participation.person,
            case=round_.application.number,
            subject_id=round_.pk,
            organisation=str(round_.application.group.organisation),
            consultant=round_.consultant_name,
            portrait=round_.consultant_photo,
            sender=sender_address(),
            opens_on=weekday(opens_on),
            deadline=weekday(round_.deadline),
            session_on=weekday(round_.session_on),
            privacy_url=f"{settings.PORTAL_URL}/personvern/",
            reply_to=round_.consultant_email,
        )
    round_.noticed_on = timezone.localdate()
    round_.save(update_fields=["noticed_on"])


@transaction.atomic
def remind(round_: AssessmentRound, *, by) -> AssessmentRound:
    """Order a reminder to those who have not answered. Nobody sees who they are, or whether there are any.

    At most three a round and one a day. Raises TransitionNotAllowed.
    """
    round_ = lock(AssessmentRound, pk=round_.pk)
    missing = missing_for_reminder(round_)
    if missing:
        raise TransitionNotAllowed(missing)
    round_.reminders_sent += 1
    round_.save(update_fields=["reminders_sent"])
    add_event(round_, "remind", by=by)
    queue_invitations(round_, sending=next_sending(round_), template=REMINDER)
    return round_
