"""From the plan to sent invitations."""

import pytest
from django.core import mail

from assessments import keys, sealing, services
from assessments.models import AssessmentRound, Participation
from assessments.services import rounds
from assessments.workflow import ROUND
from enrollment.models import Membership
from portal.core import jobs, outbox
from portal.core.models import Job, Mail
from portal.core.workflow import TransitionNotAllowed
from tests.factories import assessments as make
from tests.shorthand import days

pytestmark = pytest.mark.django_db


def test_plan_round_numbers_rounds_of_a_case_and_leaves_an_event():
    case = make.make_case()

    first, second = make.plan(case), make.plan(case)

    assert (first.sequence, second.sequence) == (1, 2)
    assert [event.action for event in first.events.all()] == ["plan"]


def test_plan_round_refuses_dates_in_the_wrong_order():
    with pytest.raises(TransitionNotAllowed) as refusal:
        make.plan(deadline=days(3), pretalk_on=days(3), session_on=days(2))

    assert refusal.value.missing == [
        "Forsamtalen med lederen må være etter svarfristen.",
        "Samlingen kan ikke være før forsamtalen med lederen.",
    ]
    assert AssessmentRound.objects.count() == 0


def test_order_says_in_words_what_is_missing():
    round_ = make.plan(members=2)

    assert ROUND.missing(round_, "order") == [
        "Gruppen må ha minst tre som svarer, lederen medregnet.",
        "Bekreft listen over dem som skal svare.",
    ]


def test_order_refuses_a_list_that_is_no_longer_the_group():
    round_ = make.plan()
    services.confirm_list(round_, by=make.make_consultant())
    Membership.objects.filter(group=round_.application.group, role="member").first().delete()

    with pytest.raises(TransitionNotAllowed) as refusal:
        services.order_opening(round_, by=make.make_consultant())

    assert refusal.value.missing == ["Gruppen er endret etter at listen ble bekreftet. Bekreft listen på nytt."]


def test_confirm_list_again_follows_the_group_and_keeps_those_who_stay():
    round_ = make.plan()
    services.confirm_list(round_, by=make.make_consultant())
    before = set(round_.participations.values_list("pk", flat=True))
    Membership.objects.filter(group=round_.application.group, role="member").first().delete()

    services.confirm_list(round_, by=make.make_consultant())

    after = set(round_.participations.values_list("pk", flat=True))
    assert len(after) == 4
    assert after < before


def test_group_is_left_in_peace_for_ninety_days():
    case = make.make_case()
    closed = make.close_answered(make.open_round(case))
    AssessmentRound.objects.filter(pk=closed.pk).update(closed_on=days(-89))
    second = services.confirm_list(make.plan(case), by=make.make_consultant())

    assert len(ROUND.missing(second, "order")) == 1
    AssessmentRound.objects.filter(pk=closed.pk).update(closed_on=days(-90))
    assert ROUND.missing(second, "order") == []


def test_same_people_under_another_name_are_left_in_peace_too():
    first = make.close_answered(make.open_round(make.make_case()))
    people = [participation.person for participation in first.participations.all()]
    second = make.make_case(name="Beta")
    second.group.memberships.all().delete()
    for index, person in enumerate(people[:4]):
        Membership.objects.create(group=second.group, user=person, role="member" if index else "leader")
    round_ = services.confirm_list(make.plan(second), by=make.make_consultant())

    assert len(ROUND.missing(round_, "order")) == 1


def test_consultant_does_not_answer_in_her_own_engagement():
    round_ = make.plan()
    Membership.objects.create(group=round_.application.group, user=make.make_consultant(), role="member")
    round_ = services.confirm_list(round_, by=make.make_consultant())

    assert ROUND.missing(round_, "order") == [
        "Konsulenten kan ikke være med i gruppen og svare selv. Ta henne ut av listen."
    ]


def test_opening_waits_for_its_day_and_is_then_done_by_the_tick():
    round_ = make.order(make.plan(opens_on=days(1)))
    rounds.open_due_rounds()
    assert Job.objects.filter(kind="assessments.open_round").count() == 0

    AssessmentRound.objects.filter(pk=round_.pk).update(opens_on=days(0))
    rounds.open_due_rounds()
    rounds.open_due_rounds()
    jobs.run_due()

    round_.refresh_from_db()
    assert round_.state == "open"
    assert Job.objects.filter(kind="assessments.open_round").count() == 1


def test_opening_makes_keys_links_and_one_mail_row_without_names():
    round_ = make.order(make.plan())
    jobs.run_due()

    row = Mail.objects.get()
    assert (row.queue, row.to, row.state) == ("keys", None, "waiting")
    assert set(row.variables) == {"sending", "reply_to"}
    seed = keys.read_seed(round_.pk)
    assert keys.read_draft_keys(round_.pk).public_key == sealing.seal_public_key(seed)
    for participation, token in make.people(round_):
        assert participation.link_hash == sealing.link_hash(token)
        assert (participation.submitted, participation.declined, participation.mails_sent) == (False, False, 0)


def test_recalled_opening_can_be_ordered_again():
    round_ = make.order(make.plan(opens_on=days(1)))
    services.recall_opening(round_, by=make.make_consultant())
    AssessmentRound.objects.filter(pk=round_.pk).update(opens_on=days(0))

    services.order_opening(round_, by=make.make_consultant())
    jobs.run_due()

    round_.refresh_from_db()
    assert round_.state == "open"


def test_opening_leaves_a_changed_group_alone_until_the_list_is_confirmed_anew():
    round_ = make.order(make.plan(opens_on=days(1)))
    Membership.objects.filter(group=round_.application.group, role="member").first().delete()
    AssessmentRound.objects.filter(pk=round_.pk).update(opens_on=days(0))
    rounds.open_due_rounds()
    jobs.run_due()
    round_.refresh_from_db()
    assert round_.state == "ordered"

    services.confirm_list(round_, by=make.make_consultant())
    rounds.open_due_rounds()
    jobs.run_due()

    round_.refresh_from_db()
    assert round_.state == "open"


OPENING_STEPS = [
    "assessments.keys.create",
    "assessments.keys._write",
    "assessments.sealing.seal_public_key",
    "assessments.services.rounds._give_links",
    "assessments.services.rounds.queue_invitations",
    "portal.core.leases.Lease.finish",
]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", OPENING_STEPS)
def test_opening_killed_at_any_step_opens_once(step, after, kill_at, lapse):
    round_ = make.order(make.plan())
    with kill_at(step, after=after):
        jobs.run_due()
    round_.refresh_from_db()
    assert round_.state == "ordered"
    assert Mail.objects.count() == 0

    lapse()
    jobs.run_due()
    outbox.send_due()

    round_.refresh_from_db()
    assert round_.state == "open"
    assert Mail.objects.count() == 1
    tokens = [token for _, token in make.people(round_)]
    assert all(services.open_link(token) for token in tokens)
    assert sorted(token for token in tokens if any(token in message.body for message in mail.outbox)) == sorted(tokens)


# Invitations ----------------------------------------------------------------


def test_each_gets_her_own_link_from_the_consultant():
    round_ = make.open_round()

    assert len(mail.outbox) == 5
    for participation, token in make.people(round_):
        (message,) = [each for each in mail.outbox if each.to == [participation.person.email]]
        assert message.subject == "Kartlegging av ledergruppen i Alfa etat: din lenke (fra Kine Konsulent)"
        assert message.reply_to == ["konsulent@example.org"]
        html = message.alternatives[0].content
        assert f"/s/{token}\n" in message.body
        assert f'/s/{token}"' in html
        assert participation.person.name not in message.body + html
    assert set(round_.participations.values_list("mails_sent", flat=True)) == {1}


def test_links_are_in_no_row_of_the_database():
    round_ = make.open_round()
    tokens = [token for _, token in make.people(round_)]

    stored = (
        str(list(Mail.objects.values())) + str(list(Job.objects.values())) + str(list(Participation.objects.values()))
    )

    assert not [token for token in tokens if token in stored]


def test_second_sending_goes_to_those_who_have_neither_answered_nor_declined():
    round_ = make.open_round()
    (first, token), (second, _), *rest = make.people(round_)
    make.fill(first, token)
    services.decline(second)
    mail.outbox.clear()

    rounds.queue_invitations(round_, sending=2)
    outbox.send_due()

    assert sorted(message.to[0] for message in mail.outbox) == sorted(each.person.email for each, _ in rest)


def test_mail_server_that_stops_half_way_costs_nobody_a_copy(monkeypatch, lapse):
    sent = []
    original = mail.EmailMultiAlternatives.send

    def send(message, **options):
        if len(sent) == 2:
            sent.append(None)
            raise ConnectionError
        sent.append(message.to[0])
        return original(message, **options)

    monkeypatch.setattr(mail.EmailMultiAlternatives, "send", send)
    round_ = make.order(make.plan())
    jobs.run_due()
    outbox.send_due()
    assert len(mail.outbox) == 2
    assert Mail.objects.get().error == "ConnectionError"

    lapse()
    outbox.send_due()

    assert len({message.to[0] for message in mail.outbox}) == len(mail.outbox) == 5
    assert Mail.objects.get().state == "done"
    assert round_.participations.filter(mails_sent=1).count() == 5


# Dates ----------------------------------------------------------------------


def test_deadline_of_an_open_round_moves_no_nearer_than_tomorrow():
    round_ = make.open_round()
    consultant = make.make_consultant()

    with pytest.raises(TransitionNotAllowed) as refusal:
        services.change_dates(round_, by=consultant, deadline=days(0))
    assert refusal.value.missing == ["Fristen kan tidligst settes til i morgen."]

    assert services.change_dates(round_, by=consultant, deadline=days(1)).deadline == days(1)


def test_open_round_keeps_its_first_day():
    with pytest.raises(TransitionNotAllowed):
        services.change_dates(make.open_round(), by=make.make_consultant(), opens_on=days(1))


def test_dates_of_a_closed_round_may_be_moved_to_today():
    round_ = make.closed_round()

    moved = services.change_dates(round_, by=make.make_consultant(), pretalk_on=days(0), session_on=days(0))

    assert (moved.pretalk_on, moved.session_on) == (days(0), days(0))
    with pytest.raises(TransitionNotAllowed):
        services.change_dates(round_, by=make.make_consultant(), pretalk_on=days(-1))


# Keys -----------------------------------------------------------------------


def test_destroyed_keys_leave_an_empty_mark_and_never_come_back(settings):
    round_ = make.plan()
    keys.create(round_.pk)

    keys.destroy(round_.pk)
    keys.destroy(round_.pk)

    for folder in (settings.PORTAL_SEAL_KEYS, settings.PORTAL_DRAFT_KEYS):
        assert [(path.name, path.read_bytes()) for path in folder.iterdir()] == [(f"{round_.pk}.gone", b"")]
    with pytest.raises(keys.KeysGone):
        keys.create(round_.pk)
    with pytest.raises(keys.KeysMissing):
        keys.read_seed(round_.pk)


def test_key_files_are_for_their_owner_alone(settings):
    round_ = make.plan()
    keys.create(round_.pk)

    for folder, size in ((settings.PORTAL_SEAL_KEYS, 32), (settings.PORTAL_DRAFT_KEYS, 64)):
        path = folder / str(round_.pk)
        assert (path.stat().st_mode & 0o777, path.stat().st_size) == (0o600, size)
        assert folder.stat().st_mode & 0o777 == 0o700
