"""Nobody of the office gives herself an engagement, or writes her own record."""

import re

import pytest
from django.urls import reverse

from consultants import services
from consultants.models import Consultant, Engagement, MatchRun
from consultants.services import matching
from portal.accounts.services import grant_role
from portal.core.workflow import TransitionNotAllowed
from tests.consultants.board import board_of, make_round
from tests.factories.accounts import UserFactory
from tests.factories.consultants import ConsultantFactory, make_engagement
from tests.factories.enrollment import ApplicationFactory
from tests.shorthand import told
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db

OWN_SEAT = "Dette er deg. Be en kollega på programkontoret om å tildele deg oppdraget."
OWN_RECORD = "Dette er deg. En kollega på programkontoret må registrere det som gjelder deg selv."
OWN_PLAN = "Planen gir deg selv et oppdrag. Be en kollega på programkontoret om å publisere den."
INLINES = ("certifications", "steps", "employers", "capacities", "absences", "relations", "declines")


@pytest.fixture
def herself(client):
    """A consultant who works in the office too, signed in."""
    consultant = ConsultantFactory()
    grant_role(consultant.user, "office", by=None)
    sign_in(client, consultant.user)
    return consultant


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def change_address(consultant: Consultant) -> str:
    return reverse("admin:consultants_consultant_change", args=[consultant.pk])


def record(email: str, **rows) -> dict:
    """The register's form for somebody new."""
    counters = {f"{prefix}-{name}_FORMS": 0 for prefix in INLINES for name in ("TOTAL", "INITIAL")}
    return {"user": email, "active": "on", "slots": 3, "seniority": 2, **counters, **rows}


# Seats ----------------------------------------------------------------------------


def test_nobody_gives_herself_the_lead(herself):
    with pytest.raises(TransitionNotAllowed) as refusal:
        services.assign_lead(ApplicationFactory(admitted=True), herself, by=herself.user)

    assert refusal.value.missing == [OWN_SEAT]
    assert Engagement.objects.count() == 0


def test_nobody_takes_an_engagement_over_from_another(herself):
    engagement = make_engagement(declared=False)

    with pytest.raises(TransitionNotAllowed):
        services.assign_lead(engagement.application, herself, by=herself.user)

    assert Engagement.objects.get().lead == engagement.lead


def test_nobody_gives_herself_the_co_seat(herself):
    engagement = make_engagement()

    with pytest.raises(TransitionNotAllowed) as refusal:
        services.assign_co(engagement, herself, by=herself.user)

    assert refusal.value.missing == [OWN_SEAT]
    assert Engagement.objects.get().co is None


def test_a_colleague_gives_her_the_lead_and_she_may_give_it_on(herself):
    engagement = make_engagement(consultant=herself, declared=False)
    other = ConsultantFactory()

    services.assign_lead(engagement.application, other, by=herself.user)

    assert Engagement.objects.get().lead == other


def test_list_names_her_among_those_she_cannot_choose(client, herself):
    application, other = ApplicationFactory(admitted=True), ConsultantFactory()

    page = client.get(reverse("admin:assign", args=[application.number]))

    assert [row.consultant for row in page.context["eligible"]] == [other]
    assert [(row["consultant"], row["reasons"]) for row in page.context["others"]] == [(herself, [OWN_SEAT])]
    assert OWN_SEAT in text_of(page)


def test_list_keeps_her_as_chosen_when_a_colleague_has_chosen_her(client, herself):
    engagement = make_engagement(consultant=herself)

    page = client.get(reverse("admin:assign", args=[engagement.application.number]))

    assert [row.consultant for row in page.context["eligible"]] == [herself]
    assert page.context["others"] == []
    assert page.context["seats"]["others"] == []


def test_co_list_names_her_among_those_she_cannot_choose(client, herself):
    engagement = make_engagement()

    seats = client.get(reverse("admin:assign", args=[engagement.application.number])).context["seats"]

    assert seats["eligible"] == []
    assert [(row["consultant"], row["reasons"]) for row in seats["others"]] == [(herself, [OWN_SEAT])]


def test_button_made_by_hand_is_refused(client, herself):
    application = ApplicationFactory(admitted=True)

    response = client.post(reverse("admin:assign", args=[application.number]), {"consultant": herself.pk})

    assert told(response) == [OWN_SEAT]
    assert Engagement.objects.count() == 0


# The plan ---------------------------------------------------------------------------


def test_plan_that_gives_her_a_group_is_published_by_a_colleague(client):
    intake = make_round(groups=1, slots=(1,))
    herself = Consultant.objects.get()
    grant_role(herself.user, "office", by=None)
    sign_in(client, herself.user)
    address = reverse("admin:board_publish", args=[intake.pk])

    page = client.get(address)
    response = client.post(address, {"seen": page.context["seen"]})

    assert OWN_PLAN in text_of(page)
    assert "Publiser planen</button>" not in page.content.decode()
    assert told(response) == [OWN_PLAN]
    assert (Engagement.objects.count(), MatchRun.objects.count()) == (0, 0)
    seen = matching.fingerprint(board_of(intake).draft)
    matching.publish_plan(intake, seen=seen, by=UserFactory(roles=("office",)))
    assert Engagement.objects.get().lead == herself


# The record ---------------------------------------------------------------------------


def test_own_record_is_shown_but_not_changed(client, herself):
    address = change_address(herself)

    page = client.get(address)
    response = client.post(address, record(herself.user.email))

    assert page.status_code == 200
    assert OWN_RECORD in text_of(page)
    assert 'name="slots"' not in page.content.decode()
    assert response.status_code == 404
    assert Consultant.objects.get().slots == herself.slots


def test_own_record_is_read_in_words(client, herself):
    Consultant.objects.update(sectors=["helse", "bydel"])

    text = text_of(client.get(change_address(herself)))

    assert "helse, bydel" in text
    assert [word for word in ("[", "None", "Evidence") if word in text] == []


def test_colleagues_record_is_changed_as_before(client, herself):
    page = client.get(change_address(ConsultantFactory()))

    assert OWN_RECORD not in text_of(page)
    assert 'name="slots"' in page.content.decode()


def test_nobody_registers_herself(client):
    office = UserFactory(roles=("office",))
    sign_in(client, office)

    response = client.post(reverse("admin:consultants_consultant_add"), record(office.email))

    assert OWN_RECORD in text_of(response)
    assert Consultant.objects.count() == 0


def test_service_refuses_her_own_record(herself):
    herself.slots = 9

    with pytest.raises(TransitionNotAllowed, match="registrere det som gjelder deg selv"):
        services.save_consultant(herself, by=herself.user)

    assert Consultant.objects.get().slots == 4


@pytest.mark.parametrize("is_known", [True, False])
def test_step_is_attested_by_somebody_else(client, is_known):
    person = ConsultantFactory(certified=False).user if is_known else UserFactory()
    office = UserFactory(roles=("office",))
    sign_in(client, office)
    step = {"instrument": "ledergruppe", "kind": "course", "on": "01.10.2026", "attested_by": person.email}
    rows = {f"steps-0-{name}": value for name, value in step.items()} | {"steps-TOTAL_FORMS": 1}
    consultant = Consultant.objects.filter(user=person).first()
    address = change_address(consultant) if is_known else reverse("admin:consultants_consultant_add")

    refused = client.post(address, record(person.email, **rows))
    kept = client.post(address, record(person.email, **rows | {"steps-0-attested_by": office.email}))

    assert "Et steg må bekreftes av en annen enn konsulenten selv." in text_of(refused)
    assert kept.status_code == 302
    assert Consultant.objects.get().steps.get().attested_by == office
