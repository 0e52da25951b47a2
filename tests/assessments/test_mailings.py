"""The notice before the link, reminders, and links asked for anew."""

import datetime as dt

import pytest
from django.core import mail
from django.core.cache import cache
from django.utils import timezone

from assessments import services
from assessments.models import AssessmentRound, RoundEvent
from assessments.services import links, mailings
from enrollment.models import Membership
from portal.accounts.models import User
from portal.core import files, jobs, outbox
from portal.core.models import Job, Mail
from portal.core.templatetags.ui import weekday
from portal.core.workflow import TransitionNotAllowed
from tests.factories import assessments as make
from tests.shorthand import days

pytestmark = pytest.mark.django_db


def confirmed(**changes) -> AssessmentRound:
    return services.confirm_list(make.plan(**changes), by=make.make_consultant())


def notices():
    return Mail.objects.filter(template="assessments/mail/notice")


def yesterday(round_) -> None:
    """As if everything that has happened happened a day earlier."""
    RoundEvent.objects.filter(subject=round_).update(at=timezone.now() - dt.timedelta(days=1))


# The notice -----------------------------------------------------------------


def test_notice_comes_two_days_before_the_opening_once_to_each():
    round_ = confirmed(opens_on=days(3), deadline=days(10))
    mailings.send_due_notices()
    assert not notices().exists()
    AssessmentRound.objects.filter(pk=round_.pk).update(opens_on=days(2))

    mailings.send_due_notices()
    mailings.send_due_notices()
    outbox.send_due()

    assert sorted(message.to[0] for message in mail.outbox) == sorted(
        round_.participations.values_list("person__email", flat=True)
    )


def test_notice_says_who_asks_why_from_where_and_when_and_holds_no_link(settings):
    settings.DEFAULT_FROM_EMAIL = "Portalen <portal@portal.example>"
    round_ = confirmed(opens_on=days(1), deadline=days(10))

    mailings.send_due_notices()
    outbox.send_due()

    message = mail.outbox[0]
    text = message.body + message.alternatives[0].content
    for words in ("Kine Konsulent", "Alfa etat", "portal@portal.example", "Gruppen ser resultatet på samlingen"):
        assert message.body.count(words) + message.alternatives[0].content.count(words) >= 2
    when = f"{weekday(round_.opens_on).capitalize()} får du en e-post med din egen lenke, fra portal@portal.example."
    assert when in message.body
    assert when in message.alternatives[0].content
    assert message.reply_to == ["konsulent@example.org"]
    assert "/s/" not in text
    assert not [person for person in round_.participations.values_list("person__name", flat=True) if person in text]


def test_notice_shows_who_the_consultant_is():
    """As a part of the mail itself: a picture fetched from elsewhere would tell who has opened it."""
    files.write(files.private("photos/kine.jpg"), b"\xff\xd8 a portrait")
    confirmed(opens_on=days(1), deadline=days(10), consultant_photo="photos/kine.jpg")
    mailings.send_due_notices()

    outbox.send_due()

    message = mail.outbox[0]
    (portrait,) = message.attachments
    assert portrait["Content-ID"] == "<portrait>"
    assert portrait.get_payload(decode=True) == b"\xff\xd8 a portrait"
    assert 'src="cid:portrait"' in message.alternatives[0].content
    assert "http" not in message.alternatives[0].content.partition("<img")[2].partition(">")[0]
    assert message.message().get_content_type() == "multipart/related"


def test_notice_goes_without_a_photo_that_is_gone():
    confirmed(opens_on=days(1), deadline=days(10), consultant_photo="photos/borte.jpg")
    mailings.send_due_notices()

    outbox.send_due()

    assert mail.outbox[0].attachments == []
    assert "<img" not in mail.outbox[0].alternatives[0].content


def test_one_who_comes_on_the_list_later_is_told_and_the_others_are_not_told_twice():
    round_ = confirmed(opens_on=days(1), deadline=days(10))
    mailings.send_due_notices()
    newcomer = User.objects.create_user("ny@example.org", "Ny")
    Membership.objects.create(group=round_.application.group, user=newcomer, role="member")
    services.confirm_list(round_, by=make.make_consultant())

    mailings.send_due_notices()

    assert notices().count() == 6
    assert notices().filter(to=newcomer).count() == 1


def test_list_that_is_no_longer_the_group_is_not_noticed():
    round_ = confirmed(opens_on=days(1), deadline=days(10))
    Membership.objects.filter(group=round_.application.group, role="member").first().delete()

    mailings.send_due_notices()

    assert not notices().exists()


def test_another_first_day_is_told_anew():
    round_ = confirmed(opens_on=days(1), deadline=days(10))
    mailings.send_due_notices()
    services.change_dates(round_, by=make.make_consultant(), opens_on=days(2))

    mailings.send_due_notices()

    assert notices().count() == 10


def test_invitation_refers_to_the_notice_only_when_there_was_one():
    make.open_round(make.make_case(name="Uvarslet"))
    assert not [message for message in mail.outbox if "vi varslet om" in message.body]
    make.order(make.plan(make.make_case(name="Varslet")))
    mailings.send_due_notices()
    jobs.run_due()
    mail.outbox.clear()

    outbox.send_due(queues=["keys"])

    assert len(mail.outbox) == 5
    assert all("Dette er lenken vi varslet om" in message.body for message in mail.outbox)


# Reminders ------------------------------------------------------------------


def test_reminder_is_one_row_and_goes_to_those_who_have_neither_answered_nor_declined():
    round_ = make.open_round()
    (first, token), (second, _), *rest = make.people(round_)
    make.fill(first, token)
    services.decline(second)
    yesterday(round_)
    mail.outbox.clear()

    services.remind(round_, by=make.make_consultant())
    outbox.send_due()

    row = Mail.objects.get(template=mailings.REMINDER)
    assert (row.to, set(row.variables)) == (None, {"sending", "reply_to"})
    assert sorted(message.to[0] for message in mail.outbox) == sorted(each.person.email for each, _ in rest)
    links_sent = [message.body for message in mail.outbox]
    assert all(any(f"/s/{token}" in body for body in links_sent) for _, token in rest)
    assert not [body for body in links_sent if "har svart" in body]


def test_nobody_who_is_away_answers_a_reminder_by_machine():
    """Her answer would go to the consultant, and tell that she had not answered the assessment."""
    round_ = make.open_round()
    yesterday(round_)
    mail.outbox.clear()

    services.remind(round_, by=make.make_consultant())
    outbox.send_due()

    sent = [message.message() for message in mail.outbox]
    assert {each["Reply-To"] for each in sent} == {"konsulent@example.org"}
    assert {(each["Auto-Submitted"], each["X-Auto-Response-Suppress"]) for each in sent} == {
        ("auto-generated", "OOF, AutoReply")
    }


def test_there_are_three_reminders_and_one_a_day():
    round_ = make.open_round()
    by = make.make_consultant()
    with pytest.raises(TransitionNotAllowed) as same_day:
        services.remind(round_, by=by)
    for _each in range(3):
        yesterday(round_)
        services.remind(round_, by=by)
    yesterday(round_)
    with pytest.raises(TransitionNotAllowed) as fourth:
        services.remind(round_, by=by)

    assert same_day.value.missing == ["Det er sendt e-post om kartleggingen i dag. Vent til i morgen."]
    assert fourth.value.missing == ["Det er alt sendt tre påminnelser. Flere blir det ikke."]
    assert Mail.objects.filter(template=mailings.REMINDER).count() == 3


def test_nobody_is_reminded_when_all_have_answered_or_it_is_too_late():
    round_ = make.open_round()
    yesterday(round_)
    make.answer(round_, 5)
    round_.refresh_from_db()
    with pytest.raises(TransitionNotAllowed) as answered:
        services.remind(round_, by=make.make_consultant())
    with pytest.raises(TransitionNotAllowed) as late:
        services.remind(make.pass_deadline(round_), by=make.make_consultant())

    assert answered.value.missing == ["Alle har svart. Ingen trenger en påminnelse."]
    assert late.value.missing == ["Påminnelser kan bare sendes mens kartleggingen er åpen for svar."]


# A link once more -----------------------------------------------------------


def test_link_asked_for_is_sent_whether_she_has_answered_or_not():
    round_ = make.open_round()
    (first, token), (second, other_token), *_ = make.people(round_)
    make.fill(first, token)
    mail.outbox.clear()

    services.ask_for_links(first.person.email.upper())
    services.ask_for_links(f" {second.person.email} ")
    jobs.run_due()

    assert [message.to for message in mail.outbox] == [[first.person.email], [second.person.email]]
    assert [f"/s/{each}" in message.body for each, message in zip((token, other_token), mail.outbox, strict=True)] == [
        True,
        True,
    ]


def test_order_of_a_link_is_one_row_that_tells_no_address():
    round_ = make.open_round()
    Job.objects.all().delete()

    services.ask_for_links("ada.alfa@example.org")
    services.ask_for_links("ukjent@example.org")

    known, unknown = Job.objects.order_by("created_at")
    assert (known.kind, known.queue) == (unknown.kind, unknown.queue) == ("assessments.send_links", "keys")
    assert known.subject_id == links.address_hash("ada.alfa@example.org") != unknown.subject_id
    assert "alfa" not in str(Job.objects.values()) + str(round_.pk)
    jobs.run_due()
    assert set(Job.objects.values_list("subject_id", "state")) == {("", "done")}


def test_hash_of_an_address_follows_from_the_secret_key(settings):
    first = links.address_hash("ada@example.org")
    settings.SECRET_KEY = "another" * 10

    assert links.address_hash("ada@example.org") != first


def test_unknown_address_and_closed_round_get_nothing():
    round_ = make.open_round()
    email = make.people(round_)[0][0].person.email
    make.close_answered(round_)
    mail.outbox.clear()

    services.ask_for_links("ukjent@example.org")
    services.ask_for_links(email)
    jobs.run_due()

    assert mail.outbox == []
    assert set(Job.objects.filter(kind="assessments.send_links").values_list("state", flat=True)) == {"done"}


def test_same_address_is_heard_once_in_five_minutes():
    for _each in range(3):
        services.ask_for_links("ada@example.org")
    assert Job.objects.count() == 1

    cache.clear()
    services.ask_for_links("ada@example.org")
    assert Job.objects.count() == 2


# Extension ------------------------------------------------------------------


def test_deadline_is_extended_twice_and_no_more():
    round_ = make.open_round()
    by = make.make_consultant()
    for count in (1, 2):
        services.change_dates(round_, by=by, deadline=days(10 + count))

    with pytest.raises(TransitionNotAllowed) as refusal:
        services.change_dates(round_, by=by, deadline=days(13))

    assert refusal.value.missing == ["Fristen er alt utvidet to ganger."]
    round_.refresh_from_db()
    assert (round_.deadline, round_.extensions) == (days(12), 2)
    assert services.change_dates(round_, by=by, deadline=days(5)).extensions == 2


def held() -> AssessmentRound:
    round_ = make.open_round()
    make.answer(round_, 2)
    return make.close(round_)


def test_held_round_that_gets_more_time_takes_answers_and_is_measured_by_the_gate_again():
    round_ = held()
    token = make.people(round_)[2][1]
    services.reopen(round_, deadline=days(1), by=make.make_consultant())
    make.fill(make.people(round_)[2][0], token)

    round_ = make.close(AssessmentRound.objects.get(pk=round_.pk))

    assert round_.state == "closed"
    assert round_.result.respondents == 3


def test_held_round_with_too_few_after_more_time_is_held_again():
    round_ = held()
    services.reopen(round_, deadline=days(1), by=make.make_consultant())

    round_ = make.close(AssessmentRound.objects.get(pk=round_.pk))

    assert (round_.state, round_.held_on, round_.extensions) == ("held", timezone.localdate(), 1)


def test_held_round_gets_no_deadline_today_and_none_after_the_report_is_promised():
    round_ = held()
    with pytest.raises(TransitionNotAllowed) as today:
        services.reopen(round_, deadline=days(0), by=make.make_consultant())
    with pytest.raises(TransitionNotAllowed) as late:
        services.reopen(round_, deadline=days(14), by=make.make_consultant())

    assert today.value.missing == ["Fristen kan tidligst settes til i morgen."]
    assert late.value.missing == ["Forsamtalen med lederen må være etter svarfristen."]
    round_.refresh_from_db()
    assert (round_.state, round_.extensions) == ("held", 0)


def test_held_round_is_given_more_time_twice_and_no_more():
    round_ = held()
    AssessmentRound.objects.filter(pk=round_.pk).update(extensions=2)

    with pytest.raises(TransitionNotAllowed) as refusal:
        services.reopen(round_, deadline=days(1), by=make.make_consultant())

    assert refusal.value.missing == ["Fristen er alt utvidet to ganger."]


# The page that orders a link ------------------------------------------------


def test_page_answers_the_same_whoever_asks(client, django_assert_max_num_queries):
    round_ = make.open_round()
    known = make.people(round_)[0][0].person.email
    answers = []
    for email in (known, "ukjent@example.org"):
        with django_assert_max_num_queries(10) as captured:
            response = client.post("/ny-lenke/", {"email": email})
        answers.append((response.status_code, response["Location"], len(captured)))

    assert answers[0] == answers[1]
    assert answers[0][:2] == (302, "/ny-lenke/?sendt")
    assert "Vi svarer det samme uansett" in client.get("/ny-lenke/?sendt").content.decode()


def test_page_asks_for_a_whole_address_and_keeps_what_was_typed(client):
    response = client.post("/ny-lenke/", {"email": "ada@"})

    assert response.status_code == 422
    assert "Skriv hele adressen" in response.content.decode()
    assert 'value="ada@"' in response.content.decode()
    assert not Job.objects.exists()
