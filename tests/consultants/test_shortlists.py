"""The leader chooses among two or three: who is asked, what she sees, and what one tap does."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from consultants import services
from consultants.models import Absence, Consultant, Engagement, Shortlist
from consultants.services import roster
from enrollment.models import MembershipRole
from portal.accounts.services import grant_role
from portal.core import outbox
from portal.core.models import Mail
from portal.core.workflow import TransitionNotAllowed
from tests.consultants.shortlists import (
    leader_of,
    let_deadline_pass,
    look,
    make_consultants,
    offer,
    outcome,
    page_of,
    tap_of,
    text_of,
)
from tests.factories.accounts import UserFactory
from tests.factories.consultants import make_engagement, portrait
from tests.factories.enrollment import ApplicationFactory
from tests.shorthand import days, told
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def application():
    return ApplicationFactory(admitted=True)


@pytest.fixture
def people():
    return make_consultants()


# The office asks ------------------------------------------------------------------


def test_leader_gets_one_mail_without_names(application, people):
    offer(application, *people)

    mail = Mail.objects.get(template="consultants/mail/choose_consultant")
    message = outbox.render(mail.template, mail.variables, to="a@b.example")
    assert mail.to == leader_of(application)
    assert "tre konsulenter som kan ta" in message.body
    assert page_of(application) in message.body
    assert [person for person in people if str(person) in message.body] == []


@pytest.mark.parametrize(
    ("count", "deadline", "sentence"),
    [
        (1, 7, "Velg to eller tre konsulenter."),
        (4, 7, "Velg to eller tre konsulenter."),
        (2, 0, "Fristen må være fra i morgen til om 30 dager."),
        (2, 31, "Fristen må være fra i morgen til om 30 dager."),
    ],
)
def test_offer_says_what_is_wrong(application, count, deadline, sentence):
    with pytest.raises(TransitionNotAllowed) as refusal:
        offer(application, *make_consultants(count), deadline=days(deadline))

    assert refusal.value.missing == [sentence]
    assert (Shortlist.objects.count(), Mail.objects.filter(template__contains="choose").count()) == (0, 0)


@pytest.mark.parametrize("spoil", ["away", "inactive", "full"])
def test_nobody_who_is_barred_is_offered(application, people, spoil):
    if spoil == "away":
        Absence.objects.create(consultant=people[0], first_day=days(80), last_day=days(90))
    else:
        Consultant.objects.filter(pk=people[0].pk).update(
            **({"active": False} if spoil == "inactive" else {"slots": 0})
        )

    with pytest.raises(TransitionNotAllowed) as refusal:
        offer(application, *people)

    assert refusal.value.missing == ["Konsulent A kan ikke ta gruppen nå."]


def test_nobody_offers_herself_or_for_her_own_group(application, people):
    grant_role(people[0].user, "office", by=None)

    with pytest.raises(TransitionNotAllowed, match="Dette er deg"):
        offer(application, *people, by=people[0].user)
    with pytest.raises(TransitionNotAllowed, match="selv med i denne gruppen"):
        offer(application, *people, by=leader_of(application))


def test_group_with_a_consultant_has_nothing_to_choose(people):
    with pytest.raises(TransitionNotAllowed, match="Gruppen har konsulent"):
        offer(make_engagement().application, *people)


def test_group_without_a_place_is_not_asked(people):
    with pytest.raises(TransitionNotAllowed, match="fått plass"):
        offer(ApplicationFactory(submitted=True), *people)


def test_new_offer_takes_the_place_of_the_old(application, people):
    offer(application, *people[:2])
    offer(application, *people[1:])

    assert list(application.shortlists.order_by("pk").values_list("outcome", flat=True)) == ["withdrawn", ""]


def test_database_keeps_one_open_choice_a_case(application, people):
    shortlist = offer(application, *people)

    with pytest.raises(IntegrityError), transaction.atomic():
        Shortlist.objects.create(application=application, deadline=days(3), by=shortlist.by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Shortlist.objects.filter(pk=shortlist.pk).update(outcome="chosen")


def test_office_asks_from_its_page_and_takes_it_back(client, application, people):
    sign_in(client, UserFactory(roles=("office",)))
    address = reverse("admin:offer_choice", args=[application.number])
    ticked = [people[0].pk, people[2].pk]

    empty = client.post(address, {"deadline": f"{days(7):%d.%m.%Y}"})
    wrong = client.post(address, {"deadline": f"{days(40):%d.%m.%Y}", "consultants": ticked})
    sent = client.post(address, {"deadline": f"{days(7):%d.%m.%Y}", "consultants": ticked})
    page = client.get(reverse("admin:assign", args=[application.number]))
    back = client.post(address, {"withdraw": "1"})

    assert (empty.status_code, wrong.status_code, sent.status_code) == (422, 422, 302)
    assert wrong.content.decode().count(" checked") == 2
    assert "Konsulent A, Konsulent C. Fristen er" in text_of(page)
    assert told(back)[-1] == "Valget er trukket tilbake. Velg konsulent selv."
    assert outcome(application) == "withdrawn"


def test_what_the_leader_has_answered_is_not_taken_back(client, application, people):
    office = UserFactory(roles=("office",))
    offer(application, *people, by=office)
    services.choose_lead(application, people[0], by=leader_of(application))
    sign_in(client, office)

    response = client.post(reverse("admin:offer_choice", args=[application.number]), {"withdraw": "1"})

    assert told(response) == ["Lederen har alt svart, eller fristen er ute."]
    assert (outcome(application), Engagement.objects.get().lead) == ("chosen", people[0])


def test_somebody_barred_cannot_be_ticked_by_hand(client, application, people):
    Consultant.objects.filter(pk=people[0].pk).update(slots=0)
    sign_in(client, UserFactory(roles=("office",)))

    response = client.post(
        reverse("admin:offer_choice", args=[application.number]),
        {"deadline": f"{days(7):%d.%m.%Y}", "consultants": [people[0].pk, people[1].pk]},
    )

    assert response.status_code == 422
    assert "En av konsulentene kan ikke ta gruppen lenger. Velg på nytt." in text_of(response)
    assert Shortlist.objects.count() == 0


# The leader chooses ---------------------------------------------------------------


def test_leader_sees_who_they_are_and_nothing_of_places_absence_or_ties(client, application, people):
    roster.store_photo(people[0], portrait())
    offer(application, *people)
    Absence.objects.create(consultant=people[0], first_day=days(500), last_day=days(510))
    sign_in(client, leader_of(application))

    page = client.get(page_of(application))

    text = text_of(page)
    for word in ("Konsulent A", "Konsulent B", "Konsulent C", "Har ledet grupper i ti år.", "Godt erfaren", "samisk"):
        assert word in text
    assert [word for word in ("plass", "av 4", "fravær", "borte", "bånd") if word in text.lower()] == []
    assert page.content.decode().count('name="consultant"') == 3
    assert client.get(reverse("consultant_photo", args=[people[0].pk])).status_code == 200


def test_photo_is_hers_to_see_while_she_may_choose(client, application, people):
    photo = reverse("consultant_photo", args=[people[0].pk])
    roster.store_photo(people[0], portrait())
    offer(application, *people)
    member = application.group.memberships.filter(role=MembershipRole.MEMBER).first().user
    sign_in(client, member)
    as_member = client.get(photo).status_code
    sign_in(client, leader_of(application))
    while_open = client.get(photo).status_code

    let_deadline_pass(application)

    assert (as_member, while_open, client.get(photo).status_code) == (404, 200, 404)


def test_one_tap_assigns_with_every_letter(client, application, people):
    offer(application, *people)
    sign_in(client, leader_of(application))

    response = client.post(tap_of(application), {"consultant": people[1].pk})

    engagement = Engagement.objects.get()
    assert response["Location"] == reverse("case", args=[application.number])
    assert told(response) == ["Konsulent B er konsulenten deres, og har fått beskjed."]
    assert (engagement.lead, engagement.state) == (people[1], "assigned")
    assert engagement.events.get().by == leader_of(application)
    assert (outcome(application), application.shortlists.get().chosen) == ("chosen", people[1])
    letters = Mail.objects.filter(template__startswith="consultants/mail/").exclude(template__contains="choose")
    assert {(mail.template.split("/")[-1], mail.to) for mail in letters} == {
        ("assignment", people[1].user),
        ("your_consultant", leader_of(application)),
    }


def test_chosen_consultant_may_still_say_no_and_then_the_office_chooses(client, application, people):
    offer(application, *people)
    engagement = services.choose_lead(application, people[0], by=leader_of(application))

    services.decline(engagement, by=people[0].user)

    sign_in(client, UserFactory(roles=("office",)))
    assert "Velg konsulent til" in text_of(client.get(reverse("admin:index")))
    assert outcome(application) == "chosen"


def test_second_tap_changes_nothing_and_says_so(client, application, people):
    offer(application, *people)
    sign_in(client, leader_of(application))
    client.post(tap_of(application), {"consultant": people[0].pk})

    response = client.post(tap_of(application), {"consultant": people[1].pk}, follow=True)

    assert "Valget er ikke åpent lenger." in text_of(response)
    assert "Konsulent A er konsulenten deres" in text_of(response)
    assert Engagement.objects.get().lead == people[0]


def test_nobody_outside_the_list_can_be_chosen(client, application, people):
    offer(application, *people[:2])
    sign_in(client, leader_of(application))

    response = client.post(tap_of(application), {"consultant": people[2].pk})

    assert told(response) == ["Velg en av konsulentene på siden."]
    assert Engagement.objects.count() == 0


def test_office_that_assigns_meanwhile_closes_the_choice(client, application, people):
    offer(application, *people)
    services.assign_lead(application, people[2], by=UserFactory(roles=("office",)))
    sign_in(client, leader_of(application))

    response = client.post(tap_of(application), {"consultant": people[0].pk}, follow=True)

    assert "Konsulent C er konsulenten deres" in text_of(response)
    assert (Engagement.objects.get().lead, outcome(application)) == (people[2], "withdrawn")


def test_she_may_leave_it_to_the_office(client, application, people):
    office = UserFactory(roles=("office",))
    offer(application, *people, by=office)
    sign_in(client, leader_of(application))

    response = client.post(tap_of(application), {"office": "1"})

    assert told(response) == ["Programkontoret velger konsulent, og har fått beskjed."]
    assert outcome(application) == "returned"
    mails = Mail.objects.filter(template="consultants/mail/choice_back")
    assert office in {mail.to for mail in mails}
    body = outbox.render(mails[0].template, mails[0].variables, to="a@b.example").body
    assert "vil at dere velger konsulent" in body
    sign_in(client, office)
    assert "lederen vil at dere velger" in text_of(client.get(reverse("admin:index")))


@pytest.mark.parametrize("end", ["choose", "leave", "withdraw", "assign", "offer", "lapse"])
def test_who_else_was_on_the_list_is_forgotten_when_it_is_settled(application, people, end):
    office, leader = UserFactory(roles=("office",)), leader_of(application)
    first = offer(application, *people, by=office)

    if end == "choose":
        services.choose_lead(application, people[0], by=leader)
    elif end == "leave":
        services.leave_choice(application, by=leader)
    elif end == "withdraw":
        services.withdraw_choice(application, by=office)
    elif end == "assign":
        services.assign_lead(application, people[0], by=office)
    elif end == "offer":
        offer(application, *people[1:], by=office)
    else:
        let_deadline_pass(application)
        look()

    first.refresh_from_db()
    assert first.outcome != ""
    assert first.consultants.count() == 0
