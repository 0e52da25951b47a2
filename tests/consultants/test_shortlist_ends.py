"""A choice that comes to nothing, and who sees what of one."""

import pytest
from django.urls import reverse

from consultants import services
from consultants.models import Consultant, Engagement, Relation
from consultants.services import shortlists
from enrollment.models import MembershipRole
from portal.core.models import Job, Mail
from portal.core.workflow import TransitionNotAllowed
from tests.consultants.board import board_of
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
from tests.factories.enrollment import ApplicationFactory, MembershipFactory
from tests.shorthand import told
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def application():
    return ApplicationFactory(admitted=True)


@pytest.fixture
def people():
    return make_consultants()


# Fewer, and none ------------------------------------------------------------------


def test_one_who_may_no_longer_is_left_out_without_the_rule(client, application, people):
    offer(application, *people)
    Relation.objects.create(consultant=people[0], person=leader_of(application))
    sign_in(client, leader_of(application))

    text = text_of(client.get(page_of(application)))
    response = client.post(tap_of(application), {"consultant": people[0].pk})

    assert "Konsulent A" not in text
    assert "En av dem vi fant, kan ikke ta gruppen likevel." in text
    assert told(response) == ["Konsulent A kan ikke ta gruppen likevel. Velg en annen."]
    assert Engagement.objects.count() == 0
    assert outcome(application) == ""


def test_last_tap_on_nobody_gives_it_back_to_the_office(client, application, people):
    offer(application, *people)
    Consultant.objects.update(slots=0)
    sign_in(client, leader_of(application))

    response = client.post(tap_of(application), {"consultant": people[0].pk}, follow=True)

    assert "Ingen av dem kan ta gruppen likevel. Programkontoret velger, og har fått beskjed." in text_of(response)
    assert outcome(application) == "emptied"


def test_job_gives_back_what_has_nobody_left(client, application, people):
    offer(application, *people)
    look()
    before = outcome(application)
    Consultant.objects.update(active=False)
    Job.objects.all().delete()

    look()

    assert (before, outcome(application)) == ("", "emptied")
    sign_in(client, UserFactory(roles=("office",)))
    assert "ingen av dem lederen kunne velge" in text_of(client.get(reverse("admin:index")))


def test_deadline_that_passes_gives_it_back_once(client, application, people):
    office = UserFactory(roles=("office",))
    offer(application, *people, by=office)
    let_deadline_pass(application)
    sign_in(client, office)
    before = text_of(client.get(reverse("admin:index")))

    look()
    Job.objects.all().delete()
    look()

    assert "lederen valgte ikke innen fristen" in before
    assert "lederen valgte ikke innen fristen" in text_of(client.get(reverse("admin:index")))
    assert outcome(application) == "lapsed"
    assert Mail.objects.filter(template="consultants/mail/choice_back", to=office).count() == 1


def test_after_the_deadline_her_tap_is_refused_in_words(client, application, people):
    offer(application, *people)
    let_deadline_pass(application)
    sign_in(client, leader_of(application))

    response = client.post(tap_of(application), {"consultant": people[0].pk}, follow=True)

    assert "Fristen er ute. Programkontoret velger konsulent." in text_of(response)
    assert "Fristen for å velge er ute. Du får e-post når konsulenten er klar." in text_of(response)
    assert Engagement.objects.count() == 0


def test_no_job_is_ordered_while_nobody_chooses():
    shortlists.order_look()

    assert Job.objects.count() == 0


# Who sees what --------------------------------------------------------------------


def test_delegate_looks_and_cannot_choose(client, application, people):
    delegate = MembershipFactory(group=application.group, role=MembershipRole.DELEGATE).user
    offer(application, *people)
    sign_in(client, delegate)

    page = client.get(page_of(application))
    tap = client.post(tap_of(application), {"consultant": people[0].pk})

    assert "Konsulent A" in text_of(page)
    assert "Bare lederen kan velge." in text_of(page)
    assert 'name="consultant"' not in page.content.decode()
    assert tap.status_code == 404
    assert Engagement.objects.count() == 0


def test_service_takes_no_other_than_the_leader(application, people):
    offer(application, *people)
    member = application.group.memberships.filter(role=MembershipRole.MEMBER).first().user

    for by in (member, UserFactory(roles=("office",)), people[0].user):
        with pytest.raises(TransitionNotAllowed, match="Bare lederen"):
            services.choose_lead(application, people[0], by=by)

    assert Engagement.objects.count() == 0


def test_members_and_strangers_find_no_page(client, application, people):
    offer(application, *people)
    member = application.group.memberships.filter(role=MembershipRole.MEMBER).first().user

    for stranger in (member, UserFactory(), people[0].user, leader_of(ApplicationFactory(admitted=True))):
        sign_in(client, stranger)
        assert client.get(page_of(application)).status_code == 404


@pytest.mark.parametrize(
    ("role", "heading", "button"),
    [
        (MembershipRole.LEADER, "Velg konsulent innen", "Velg konsulent"),
        (MembershipRole.DELEGATE, "Lederen velger konsulent", "Se hvem lederen velger mellom"),
        (MembershipRole.MEMBER, "Lederen velger konsulent", ""),
    ],
)
def test_case_page_tells_whose_turn_it_is(client, application, people, role, heading, button):
    MembershipFactory(group=application.group, role=MembershipRole.DELEGATE)
    offer(application, *people)
    sign_in(client, application.group.memberships.filter(role=role).first().user)

    page = client.get(reverse("case", args=[application.number]))

    assert heading in page.context["now"]["heading"]
    assert page.context["now"].get("action", "") == button
    assert "Lederen velger blant sertifiserte konsulenter" in page.content.decode()


def test_office_does_not_wait_for_a_group_whose_leader_chooses(client, application, people):
    offer(application, *people)
    sign_in(client, UserFactory(roles=("office",)))

    page = client.get(reverse("admin:index"))

    assert "Ingenting venter på programkontoret nå" in text_of(page)
    assert "Ledere som velger konsulent" in text_of(page)


def test_plan_leaves_a_group_to_its_leader_until_the_deadline(client, application, people):
    offer(application, *people)
    sign_in(client, UserFactory(roles=("office",)))
    page = text_of(client.get(reverse("admin:board", args=[application.intake_id])))
    while_open = board_of(application.intake).draft.waiting

    let_deadline_pass(application)

    assert "Én gruppe er ikke med her, fordi lederen velger selv." in page
    assert (while_open, board_of(application.intake).draft.waiting) == ([], [application.number])


@pytest.mark.parametrize("count", [2, 3])
def test_leaders_page_runs_constant_queries(client, application, count, django_assert_num_queries):
    offer(application, *make_consultants(count))
    sign_in(client, leader_of(application))

    with django_assert_num_queries(24):
        client.get(page_of(application))
