"""Who is told when a date moves: the leader of what she knew, and those who have not answered of their deadline."""

import datetime as dt

import pytest
from django.core import mail
from django.utils import timezone

from assessments.models import AssessmentRound, Release
from assessments.services import mailings, remind
from consultants import services
from enrollment.queries import leader_of
from portal.core import outbox
from portal.core.models import Mail
from portal.core.templatetags.ui import day, weekday
from portal.core.workflow import TransitionNotAllowed
from tests.factories import assessments as rounds
from tests.factories.consultants import make_engagement, round_of, terms
from tests.shorthand import days

pytestmark = pytest.mark.django_db

PAST = timezone.now() - dt.timedelta(days=1)


def move(engagement, **dates) -> AssessmentRound:
    return services.move_dates(engagement, round_of(engagement), by=engagement.lead.user, **dates)


def told() -> list[list[tuple[str, str]]]:
    """What each mail to the leader names: labels and new days."""
    mails = Mail.objects.filter(template="consultants/mail/moved").order_by("created_at")
    return [[(row["label"], row["now"]) for row in mail.variables["rows"]] for mail in mails]


def sent_about_deadline() -> list[str]:
    outbox.send_due()
    return sorted(message.to[0] for message in mail.outbox if "ny frist" in message.subject)


def texts_about_deadline() -> list[str]:
    return [message.body for message in mail.outbox if "ny frist" in message.subject]


def test_leader_is_told_what_moved_and_what_it_was():
    engagement = make_engagement(stage="contracted", opens_in=5)
    before = round_of(engagement)

    move(engagement, deadline=days(20), session_on=days(26))

    row = Mail.objects.get(template="consultants/mail/moved")
    assert row.to == leader_of(engagement.application.group).user
    assert told() == [[("Svarfrist", weekday(days(20))), ("Samling, der gruppen ser rapporten", weekday(days(26)))]]
    message = outbox.render(row.template, row.variables, to="leder@example.org")
    assert message.subject == f"Nye datoer for {engagement.application.group}"
    assert f"Svarfrist: {weekday(days(20))} (var {weekday(before.deadline)})" in message.body
    assert weekday(before.deadline) in message.alternatives[0].content


def test_dates_that_stay_are_told_to_nobody():
    engagement = make_engagement(stage="contracted", opens_in=5)

    move(engagement, deadline=round_of(engagement).deadline)

    assert told() == []


def test_refused_move_is_told_to_nobody():
    engagement = make_engagement(stage="open")
    with pytest.raises(TransitionNotAllowed):
        move(engagement, opens_on=days(1))

    assert told() == []


def test_talk_is_nothing_to_move_once_the_leader_has_the_report():
    engagement = make_engagement(stage="open")
    round_ = round_of(engagement)
    AssessmentRound.objects.filter(pk=round_.pk).update(state="closed", closed_on=days(0))
    Release.objects.create(round=round_, step="leader", released_by=engagement.lead.user)

    move(engagement, pretalk_on=days(1), session_on=days(2))

    assert told() == [[("Samling, der gruppen ser rapporten", weekday(days(2)))]]


def test_corrected_contract_tells_of_its_dates():
    engagement = make_engagement(stage="contracted", opens_in=5)

    services.correct_contract(
        engagement, by=engagement.lead.user, **terms(opens_in=5) | {"session_on": days(30)}, view="tre"
    )

    assert told() == [[("Samling, der gruppen ser rapporten", weekday(days(30)))]]


@pytest.mark.parametrize("deadline", [10, 16])
def test_those_who_have_not_answered_get_one_mail_about_their_deadline(deadline):
    engagement = make_engagement(stage="open")
    round_ = round_of(engagement)
    (first, token), *rest = rounds.people(round_)
    rounds.fill(first, token)

    move(engagement, deadline=days(deadline))

    assert Mail.objects.filter(template="assessments/mail/new_deadline", to=None).count() == 1
    assert sent_about_deadline() == sorted(participation.person.email for participation, _token in rest)
    about = next(message for message in mail.outbox if "ny frist" in message.subject)
    assert f"Nå har du til {weekday(days(deadline))}" in about.body


def test_deadline_moved_often_in_a_day_is_told_once_and_once_more_the_next_morning():
    engagement = make_engagement(stage="open")
    move(engagement, deadline=days(13))
    assert len(sent_about_deadline()) == 5
    mail.outbox.clear()

    for deadline in (12, 11, 10):
        move(engagement, deadline=days(deadline))
        assert sent_about_deadline() == []

    waiting = Mail.objects.get(template="assessments/mail/new_deadline", state="waiting")
    assert timezone.localtime(waiting.not_before).date() == days(1)
    Mail.objects.filter(pk=waiting.pk).update(not_before=timezone.now())
    assert len(sent_about_deadline()) == 5
    assert {f"Nå har du til {weekday(days(10))}" in text for text in texts_about_deadline()} == {True}


def test_mail_about_a_deadline_that_still_waits_tells_the_newest():
    engagement = make_engagement(stage="open")

    move(engagement, deadline=days(12))
    move(engagement, deadline=days(10))

    assert len(sent_about_deadline()) == 5
    assert {f"Nå har du til {weekday(days(10))}" in text for text in texts_about_deadline()} == {True}


def test_deadline_told_today_is_moved_no_nearer_than_a_day_after_it_can_be_told_again():
    engagement = make_engagement(stage="open")
    move(engagement, deadline=days(10))
    outbox.send_due()

    with pytest.raises(TransitionNotAllowed) as refused:
        move(engagement, deadline=days(1))
    assert refused.value.missing == [
        "De som ikke har svart, har alt fått e-post om fristen i dag. Den neste får de i morgen tidlig, "
        f"så fristen kan tidligst settes til {day(days(2))}."
    ]

    move(engagement, deadline=days(2))
    assert round_of(engagement).deadline == days(2)


def test_deadline_may_be_tomorrow_when_nobody_has_been_told_today():
    engagement = make_engagement(stage="open")
    move(engagement, deadline=days(10))
    outbox.send_due()
    a_day_passes(Mail.objects.get(template="assessments/mail/new_deadline"))

    move(engagement, deadline=days(1))

    assert len(sent_about_deadline()) == 10


def a_day_passes(row: Mail) -> None:
    day_before = {
        name: getattr(row, name) - dt.timedelta(days=1) for name in ("not_before", "finished_at") if getattr(row, name)
    }
    Mail.objects.filter(pk=row.pk).update(**day_before)


def test_other_dates_are_no_business_of_those_who_answer():
    engagement = make_engagement(stage="open")

    move(engagement, session_on=days(25))

    assert sent_about_deadline() == []


def test_reminder_reaches_everybody_after_the_deadline_has_moved():
    engagement = make_engagement(stage="open")
    move(engagement, deadline=days(15))
    outbox.send_due()
    round_of(engagement).events.update(at=PAST)
    mail.outbox.clear()

    remind(round_of(engagement), by=engagement.lead.user)
    outbox.send_due()

    assert len(mail.outbox) == 5
    assert set(round_of(engagement).participations.values_list("mails_sent", flat=True)) == {3}


def test_held_round_that_opens_again_tells_leader_and_those_who_have_not_answered():
    engagement = make_engagement(stage="open")
    rounds.answer(round_of(engagement), 2)
    held = rounds.close(round_of(engagement))
    dates = {"deadline": days(3), "pretalk_on": days(7), "session_on": days(9)}

    services.give_more_time(engagement, held, by=engagement.lead.user, **dates)

    assert [[label for label, _now in rows] for rows in told()] == [
        ["Svarfrist", "Forsamtale, der du leser rapporten med konsulenten", "Samling, der gruppen ser rapporten"]
    ]
    assert len(sent_about_deadline()) == 3


def test_notice_is_sent_anew_with_another_deadline():
    engagement = make_engagement(stage="confirmed", opens_in=1)
    mailings.send_due_notices()
    move(engagement, deadline=days(16))

    mailings.send_due_notices()
    mailings.send_due_notices()

    notices = Mail.objects.filter(template="assessments/mail/notice")
    assert [row.variables["deadline"] for row in notices.order_by("created_at")][-5:] == [weekday(days(16))] * 5
    assert notices.count() == 10
