"""Who is asked while a round is open: added, given another address, never shown as having answered."""

import pytest
from django.core import mail

from assessments import services
from assessments.models import AssessmentRound, EarlierSheet, Participation, Sheet
from assessments.services import people
from portal.accounts.models import User
from portal.core import jobs, outbox
from portal.core.models import Job, Mail
from portal.core.workflow import TransitionNotAllowed
from tests.factories import assessments as make

pytestmark = pytest.mark.django_db


def deliver() -> list:
    """What the keyworker and the mail worker send now."""
    mail.outbox.clear()
    jobs.run_due()
    outbox.send_due()
    return list(mail.outbox)


def links_to(email: str, messages) -> list[str]:
    """The tokens of the links that have gone to an address."""
    bodies = [message.body for message in messages if message.to == [email]]
    return [part.split("/s/")[1][:43] for body in bodies for part in body.split() if "/s/" in part]


def by():
    return make.make_consultant()


# Added ----------------------------------------------------------------------


def test_one_who_is_added_joins_the_group_and_gets_her_own_working_link():
    round_ = make.open_round()

    added = services.add_asked(round_, name="Nora Ny", email=" Nora@Example.org", title="Sjef", by=by())
    messages = deliver()

    (token,) = links_to("nora@example.org", messages)
    assert [message.to for message in messages] == [["nora@example.org"]]
    assert services.open_link(token).pk == added.pk
    assert round_.application.group.memberships.get(user__email="nora@example.org").title == "Sjef"


def test_everyone_asked_sees_who_was_added_after_the_opening(client):
    round_ = make.open_round()
    services.add_asked(round_, name="Nora Ny", email="nora@example.org", by=by())
    _, token = make.people(round_)[0]

    client.get(f"/s/{token}")
    page = client.get(f"/svar/{round_.pk}/").content.decode()

    assert page.count("lagt til etter åpningen") == 1
    assert "Nora Ny" in page
    assert client.get(f"/svar/{round_.pk}/").context["ladder"][0]["heading"] is not None


def test_added_answer_counts_and_all_have_no_longer_answered():
    round_ = make.open_round()
    make.answer(round_, 5)
    services.add_asked(round_, name="Nora Ny", email="nora@example.org", by=by())
    round_.refresh_from_db()
    assert not round_.all_answered
    deliver()
    (added, token) = next(row for row in make.people(round_) if row[0].added_later)

    make.fill(added, token)
    round_ = make.close(AssessmentRound.objects.get(pk=round_.pk))

    assert (round_.result.respondents, round_.result.asked) == (6, 6)


def test_nobody_is_asked_twice_and_nobody_is_added_when_it_is_too_late():
    round_ = make.open_round()
    email = make.people(round_)[0][0].person.email
    with pytest.raises(TransitionNotAllowed) as twice:
        services.add_asked(round_, name="Ada", email=email.upper(), by=by())
    with pytest.raises(TransitionNotAllowed) as late:
        services.add_asked(make.pass_deadline(round_), name="Nora", email="nora@example.org", by=by())

    assert twice.value.missing == [f"{email} er alt spurt i denne kartleggingen."]
    assert late.value.missing == ["Dette kan bare gjøres mens kartleggingen er åpen for svar."]
    assert round_.participations.count() == 5


# Another address ------------------------------------------------------------


def a_member(round_, answered: bool):
    """One who is not the leader: with a draft, or with a sheet that is sent."""
    participation, token = make.people(round_)[2]
    if answered:
        make.fill(participation, token)
    else:
        item = services.load_version(round_.instrument_id).item_keys[0]
        services.save_draft(participation, token, items={item: 5})
    return Participation.objects.get(pk=participation.pk), token


@pytest.mark.parametrize("answered", [False, True])
def test_corrected_address_gets_a_new_link_and_the_old_one_stops(answered):
    round_ = make.open_round()
    participation, old = a_member(round_, answered)
    before = participation.person.email

    services.correct_address(participation, email="riktig@example.org", by=by())
    messages = deliver()

    (new,) = links_to("riktig@example.org", messages)
    assert services.open_link(old) is None
    assert services.open_link(new).pk == participation.pk
    assert services.load_sheet(services.open_link(new), new).is_empty
    told = sorted(message.to[0] for message in messages if "adressen er rettet" in message.subject)
    assert told == sorted([before, "riktig@example.org"])


@pytest.mark.parametrize("version", ["as it was", "raised"])
def test_address_written_into_the_database_opens_nothing(version):
    """By an administrator who asks for the member's link, and has the keyworker renew the links of the round."""
    round_ = make.open_round()
    participation, token = a_member(round_, answered=False)
    User.objects.filter(pk=participation.person_id).update(email="hun.selv@example.org")
    services.ask_for_links("hun.selv@example.org")
    (dead,) = links_to("hun.selv@example.org", deliver())
    assert services.open_link(dead) is None

    Participation.objects.filter(pk=participation.pk).update(
        link_hash="0" * 64, link_version=participation.link_version + (version == "raised"), mails_sent=0
    )
    jobs.enqueue("assessments.renew_links", key="her own", subject_id=round_.pk)

    (stolen,) = links_to("hun.selv@example.org", deliver())
    assert stolen != token
    with pytest.raises(services.DraftLocked):
        services.load_sheet(services.open_link(stolen), stolen)


def test_sheet_of_a_row_whose_address_was_changed_behind_the_portal_stops_the_closing():
    round_ = make.open_round()
    make.answer(round_, 5)
    participation = make.people(round_)[2][0]
    User.objects.filter(pk=participation.person_id).update(email="hun.selv@example.org")

    round_ = make.close(round_)

    assert (round_.state, round_.events.last().action) == ("closing", "alarm")


def seen(client, round_, token) -> list:
    """Everything the holder of the new link and the consultant's helpers can see of it."""
    client.get(f"/s/{token}")
    pages = [client.get(f"/svar/{round_.pk}/{path}") for path in ("", "side/1/", "se-over/", "sendt/", "trekk/")]
    return [(page.status_code, page.get("Location", "").replace(str(round_.pk), "")) for page in pages]


def test_correcting_an_address_tells_nobody_whether_an_answer_had_come(client):
    """The same pages, mails, reminders, jobs and flags, with a draft and with a sheet that was sent."""
    traces = []
    for answered in (False, True):
        Job.objects.all().delete()
        Mail.objects.all().delete()
        round_ = make.open_round(make.make_case(name=f"Lag{answered}"))
        participation, _ = a_member(round_, answered)
        email = f"ny{answered}@example.org".lower()
        services.correct_address(participation, email=email, by=by())
        messages = deliver()
        (token,) = links_to(email, messages)
        row = Participation.objects.get(pk=participation.pk)
        traces.append(
            {
                "pages": seen(client, round_, token),
                "mails": sorted((mail_.template, mail_.state) for mail_ in Mail.objects.order_by("pk")),
                "jobs": sorted(Job.objects.values_list("kind", "state")),
                "messages": len(messages),
                "flags": (row.submitted, row.declined, row.mails_sent, Sheet.objects.filter(participation=row).count()),
            }
        )

    assert traces[0] == traces[1]


def test_sheet_that_was_sent_before_the_correction_counts():
    round_ = make.open_round()
    participation, _ = a_member(round_, True)
    make.answer(round_, 2)
    services.correct_address(participation, email="riktig@example.org", by=by())
    deliver()

    round_ = make.close(AssessmentRound.objects.get(pk=round_.pk))

    assert (round_.state, round_.result.respondents, round_.result.asked) == ("closed", 3, 5)
    assert not EarlierSheet.objects.exists()


def test_answer_by_the_new_link_takes_the_place_of_the_earlier_one():
    round_ = make.open_round()
    participation, _ = a_member(round_, True)
    services.correct_address(participation, email="riktig@example.org", by=by())
    (token,) = links_to("riktig@example.org", deliver())

    make.fill(services.open_link(token), token)
    services.withdraw(services.open_link(token), token)

    assert not EarlierSheet.objects.exists()
    row = Participation.objects.get(pk=participation.pk)
    assert not row.submitted


def test_correction_does_not_move_all_have_answered():
    round_ = make.open_round()
    make.answer(round_, 4)
    participation = make.people(round_)[2][0]
    services.correct_address(participation, email="riktig@example.org", by=by())
    deliver()
    last, token = next(row for row in make.people(round_) if row[0].person.name == "Eli Alfa")

    make.fill(last, token)

    assert AssessmentRound.objects.get(pk=round_.pk).all_answered


def test_members_link_cannot_be_sent_to_one_who_works_with_the_programme():
    round_ = make.open_round()
    participation, _ = a_member(round_, False)
    User.objects.create_user("kontor@example.org", "Kontor", is_staff=True)

    with pytest.raises(TransitionNotAllowed) as refusal:
        services.correct_address(participation, email="kontor@example.org", by=by())

    assert refusal.value.missing == ["Adressen tilhører en som arbeider med programmet."]
    assert Participation.objects.get(pk=participation.pk).link_version == 1


def test_leaders_address_is_the_offices_to_correct():
    round_ = make.open_round()
    leader = round_.participations.get(person__email__startswith="ada.")

    with pytest.raises(TransitionNotAllowed) as refusal:
        services.correct_address(leader, email="riktig@example.org", by=by())

    assert refusal.value.missing == ["Bytte av leder går gjennom programkontoret."]


@pytest.mark.parametrize("step", ["assessments.sealing.link_hash", "portal.core.leases.Lease.finish"])
def test_new_links_killed_on_the_way_come_once(step, kill_at, lapse):
    round_ = make.open_round()
    services.add_asked(round_, name="Nora Ny", email="nora@example.org", by=by())
    with kill_at(step):
        jobs.run_due()
    lapse()

    messages = deliver()

    assert len(links_to("nora@example.org", messages)) == 1


def test_list_of_those_asked_reads_nothing_of_who_has_answered(django_assert_num_queries):
    round_ = make.open_round()
    with django_assert_num_queries(1) as captured:
        names = [str(row.person) for row in people.asked(round_)]

    assert len(names) == 5
    for column in ("submitted", "declined", "mails_sent", "link_hash"):
        assert column not in captured[0]["sql"]
