"""The leader who is asked to choose a consultant is reminded once, in good time, and never after she has answered."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from consultants import services
from consultants.models import Consultant, Shortlist
from consultants.services import shortlists
from consultants.services.shortlists import is_reminder_due
from enrollment.models import MembershipRole
from portal.core import jobs, outbox
from portal.core.models import Job, Mail
from portal.core.workdays import TimeOff
from tests.factories.accounts import UserFactory
from tests.factories.consultants import ConsultantFactory
from tests.factories.enrollment import ApplicationFactory, MembershipFactory
from tests.shorthand import days

pytestmark = pytest.mark.django_db


@pytest.fixture
def application():
    """Asked eight days ago, with tomorrow as the deadline."""
    application = ApplicationFactory(admitted=True)
    ConsultantFactory.create_batch(3)
    office = UserFactory(roles=("office",))
    services.offer_choice(application, Consultant.objects.all(), deadline=days(1), by=office)
    application.shortlists.update(at=timezone.now() - dt.timedelta(days=8))
    return application


def leader_of(application):
    return application.group.memberships.get(role=MembershipRole.LEADER).user


def look() -> None:
    Job.objects.all().delete()
    shortlists.order_look()
    jobs.run_due()


def reminders():
    return Mail.objects.filter(template="consultants/mail/choice_reminder").order_by("created_at")


def test_she_is_reminded_once_without_names_or_push(application):
    MembershipFactory(group=application.group, role=MembershipRole.DELEGATE)

    look()
    look()

    mail = reminders().get()
    message = outbox.render(mail.template, mail.variables, to="a@b.example")
    assert mail.to == leader_of(application)
    assert timezone.localtime(mail.not_before).hour == 7
    assert message.subject.startswith("Du kan velge konsulent til ")
    assert reverse("case_choose", args=[application.number]) in message.body
    assert [person for person in Consultant.objects.all() if str(person) in message.body] == []


@pytest.mark.parametrize("end", ["choose", "leave", "withdraw", "assign", "lapse", "empty"])
def test_nobody_is_reminded_of_what_is_settled(application, end):
    office, leader = UserFactory(roles=("office",)), leader_of(application)
    first = Consultant.objects.first()
    if end == "choose":
        services.choose_lead(application, first, by=leader)
    elif end == "leave":
        services.leave_choice(application, by=leader)
    elif end == "withdraw":
        services.withdraw_choice(application, by=office)
    elif end == "assign":
        services.assign_lead(application, first, by=office)
    elif end == "lapse":
        application.shortlists.update(deadline=days(-1))
    else:
        Consultant.objects.update(active=False)

    look()

    assert reminders().count() == 0


def test_reminder_that_waits_is_stopped_when_she_answers(application):
    look()

    services.leave_choice(application, by=leader_of(application))

    assert reminders().get().state == "stopped"


def test_new_question_has_a_reminder_of_its_own(application):
    look()
    office = UserFactory(roles=("office",))
    services.offer_choice(application, Consultant.objects.all(), deadline=days(1), by=office)
    application.shortlists.filter(outcome="").update(at=timezone.now() - dt.timedelta(days=8))

    look()

    assert [mail.state for mail in reminders()] == ["stopped", "waiting"]


AUTUMN = TimeOff("Høstferie", dt.date(2026, 9, 28), dt.date(2026, 10, 2))


@pytest.mark.parametrize(
    ("asked", "deadline", "today", "due"),
    [
        (dt.date(2026, 11, 23), dt.date(2026, 12, 2), dt.date(2026, 11, 29), False),
        (dt.date(2026, 11, 23), dt.date(2026, 12, 2), dt.date(2026, 11, 30), True),
        (dt.date(2026, 11, 23), dt.date(2026, 12, 2), dt.date(2026, 12, 2), True),
        (dt.date(2026, 11, 20), dt.date(2026, 11, 30), dt.date(2026, 11, 27), True),  # the Friday before a Monday
        (dt.date(2026, 11, 20), dt.date(2026, 11, 30), dt.date(2026, 11, 26), False),
        (dt.date(2026, 9, 14), dt.date(2026, 10, 5), dt.date(2026, 9, 25), True),  # before the week that is free
        (dt.date(2026, 11, 30), dt.date(2026, 12, 2), dt.date(2026, 12, 1), False),  # asked two days before
        (dt.date(2026, 11, 29), dt.date(2026, 12, 2), dt.date(2026, 11, 30), True),
    ],
)
def test_day_of_the_reminder(asked, deadline, today, due):
    noon = timezone.make_aware(dt.datetime.combine(asked, dt.time(12)))

    assert is_reminder_due(Shortlist(deadline=deadline, at=noon), today, [AUTUMN]) is due
