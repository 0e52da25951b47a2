"""A case whose group answers in another tool, from contract to released report, through the pages."""

import datetime as dt

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import AssessmentRound, RoundState
from consultants import services
from consultants.models import Engagement
from consultants.phases import phase_line
from consultants.queries import case_facts, with_case
from enrollment.models import MembershipRole
from portal.core import outbox
from portal.core.models import ReadLog
from portal.core.workflow import TransitionNotAllowed
from tests.factories import elsewhere
from tests.factories.accounts import UserFactory
from tests.factories.consultants import ConsultantFactory, make_engagement, round_of, terms
from tests.factories.enrollment import MembershipFactory
from tests.shorthand import admin, told
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db


def posted(**changes) -> dict:
    """The contract as a browser sends it."""
    values = {"run_in": "elsewhere", "tool": "effect", "view": "tre", "leader_marker": "no", **terms(), **changes}
    return {name: f"{value:%d.%m.%Y}" if isinstance(value, dt.date) else value for name, value in values.items()}


def upload(**changes) -> dict:
    """The page of numbers and report as a browser sends it."""
    return {
        "invited": 5,
        "answered": 5,
        "scale": "1-7",
        "report": SimpleUploadedFile("Grupperapport.pdf", elsewhere.pdf(), "application/pdf"),
        "scores": SimpleUploadedFile("snitt.csv", elsewhere.MEANS.encode(), "text/csv"),
        **changes,
    }


def contracted(**changes) -> Engagement:
    return make_engagement(stage="contracted", tool="effect", **changes)


def as_user(user) -> Client:
    client = Client()
    sign_in(client, user)
    return client


def person(engagement, role):
    return engagement.application.group.memberships.filter(role=role).first().user


def make_due(engagement) -> None:
    today = timezone.localdate()
    AssessmentRound.objects.filter(application=engagement.application).update(pretalk_on=today, session_on=today)


# The contract ------------------------------------------------------------------


def test_contract_says_where_the_group_answers(client):
    engagement = make_engagement()
    sign_in(client, engagement.lead.user)
    number = engagement.application.number

    client.post(admin("contract", number), posted(tool="  effect  "))

    round_ = round_of(engagement)
    assert (round_.tool, round_.state, round_.instrument, round_.view) == ("effect", "elsewhere", None, "")
    page = client.get(admin("engagement", number)).content.decode()
    assert "Gruppen svarer i effect" in page
    assert admin("round_register", number, 1) in page
    assert admin("round_list", number, 1) not in page


def test_tool_must_be_named(client):
    engagement = make_engagement()
    sign_in(client, engagement.lead.user)

    response = client.post(admin("contract", engagement.application.number), posted(tool=" "))

    assert response.status_code == 422
    assert "Skriv navnet på verktøyet." in response.content.decode()


def test_where_it_is_run_cannot_be_corrected(client):
    engagement = contracted(opens_in=3)
    sign_in(client, engagement.lead.user)
    number = engagement.application.number

    page = client.get(admin("contract", number))
    client.post(admin("contract", number), posted(run_in="portal", tool="annet", purpose="Nytt formål", opens_in=3))

    assert set(page.context["form"].fields) & {"run_in", "tool", "view", "leader_marker"} == set()
    assert round_of(engagement).tool == "effect"


def test_leader_is_told_where_they_answer():
    contracted()
    outbox.send_due()

    assert "Dere svarer i effect, og får invitasjonen derfra." in mail.outbox[-1].body


# The journey -------------------------------------------------------------------


def test_whole_way_from_contract_to_the_groups_report():
    engagement = contracted()
    number = engagement.application.number
    consultant, leader, member = (
        as_user(engagement.lead.user),
        as_user(person(engagement, MembershipRole.LEADER)),
        as_user(person(engagement, MembershipRole.MEMBER)),
    )
    assert "Dere svarer i effect" in leader.get(reverse("case", args=[number])).content.decode()

    registered = consultant.post(admin("round_register", number, 1), upload())
    assert registered["Location"] == admin("report", number, 1)
    page = consultant.get(admin("report", number, 1)).content.decode()
    assert "2,0 eller lavere" in page
    assert "Avtalt dato er" in page
    waiting = leader.get(reverse("report", args=[number, 1])).content.decode()
    assert "2,0 eller lavere" not in waiting

    make_due(engagement)
    consultant.post(admin("release", number, 1, "leader"), {"sure": "yes"})
    assert "2,0 eller lavere" in leader.get(reverse("report", args=[number, 1])).content.decode()
    assert "2,0 eller lavere" not in member.get(reverse("report", args=[number, 1])).content.decode()
    consultant.post(admin("release", number, 1, "group"), {"sure": "yes"})
    assert "4,6" in member.get(reverse("report", args=[number, 1])).content.decode()
    assert member.get(reverse("case", args=[number])).status_code == 200


def test_vendors_file_is_handed_out_and_never_framed():
    engagement = contracted()
    number = engagement.application.number
    consultant, leader = as_user(engagement.lead.user), as_user(person(engagement, MembershipRole.LEADER))
    consultant.post(admin("round_register", number, 1), upload())
    assert leader.get(reverse("report_pdf", args=[number, 1]))["Content-Type"].startswith("text/html")
    make_due(engagement)
    consultant.post(admin("release", number, 1, "leader"), {"sure": "yes"})

    for response in (
        leader.get(reverse("report_pdf", args=[number, 1])),
        consultant.get(admin("report_pdf", number, 1)),
    ):
        assert b"".join(response.streaming_content) == elsewhere.pdf()
        assert response["Content-Disposition"] == 'attachment; filename="Grupperapport.pdf"'
        assert "no-store" in response["Cache-Control"]
        assert response["X-Content-Type-Options"] == "nosniff"
    assert ReadLog.objects.filter(what="report_pdf").count() == 2


@pytest.mark.parametrize("address", ["round_register", "round_cancel", "report", "report_pdf"])
def test_nobody_else_gets_near(address):
    engagement = contracted()
    number = engagement.application.number
    if address.startswith("report"):
        as_user(engagement.lead.user).post(admin("round_register", number, 1), upload())

    for user in (
        ConsultantFactory().user,
        UserFactory(roles=("office",)),
        person(engagement, MembershipRole.LEADER),
        person(engagement, MembershipRole.MEMBER),
    ):
        client = as_user(user)
        assert client.get(admin(address, number, 1)).status_code == 404
        if not address.startswith("report"):
            assert client.post(admin(address, number, 1), upload()).status_code == 404
    assert round_of(engagement).state == ("closed" if address.startswith("report") else "elsewhere")


def test_stranger_never_gets_the_released_file():
    engagement = contracted()
    number = engagement.application.number
    consultant = as_user(engagement.lead.user)
    consultant.post(admin("round_register", number, 1), upload())
    make_due(engagement)
    for step in ("leader", "group"):
        consultant.post(admin("release", number, 1, step), {"sure": "yes"})
    stranger = MembershipFactory().user

    for name in ("report", "report_pdf"):
        assert as_user(stranger).get(reverse(name, args=[number, 1])).status_code == 404


# Refusals ----------------------------------------------------------------------


def test_individual_rows_are_refused_on_the_page_and_numbers_kept(client):
    engagement = contracted()
    sign_in(client, engagement.lead.user)
    rows = SimpleUploadedFile("svar.csv", "navn;tema;snitt\nKari;Mål;4\n".encode(), "text/csv")

    response = client.post(admin("round_register", engagement.application.number, 1), upload(answered=4, scores=rows))

    page = response.content.decode()
    assert response.status_code == 422
    assert "Portalen tar ikke imot svar fra enkeltpersoner." in page
    assert 'value="4"' in page
    assert round_of(engagement).state == RoundState.ELSEWHERE


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"report": SimpleUploadedFile("rapport.pdf", b"MZ")}, "Filen er ikke en PDF."),
        ({"report": ""}, "Velg rapporten som PDF."),
        ({"answered": 2}, "Færre enn tre har svart."),
        ({"answered": 6}, "Flere kan ikke ha svart enn de som ble invitert."),
        ({"answered": "-1"}, "0"),
        ({"invited": "mange"}, "heltall"),
        ({"scale": "0-1000"}, "gyldig"),
    ],
)
def test_page_refuses_in_words(client, changes, words):
    engagement = contracted()
    sign_in(client, engagement.lead.user)

    response = client.post(admin("round_register", engagement.application.number, 1), upload(**changes))

    assert response.status_code == 422
    assert words in response.content.decode()
    assert round_of(engagement).state == RoundState.ELSEWHERE


def test_page_of_a_round_of_our_own_leads_back(client):
    engagement = make_engagement(stage="contracted")
    sign_in(client, engagement.lead.user)
    number = engagement.application.number

    for page in ("round_register", "round_cancel"):
        assert client.get(admin(page, number, 1))["Location"] == admin("engagement", number)


def test_report_of_our_own_is_not_for_a_round_elsewhere(client):
    engagement = contracted()
    sign_in(client, engagement.lead.user)
    number = engagement.application.number

    for page in ("round_order", "round_list"):
        client.post(admin(page, number, 1))

    assert round_of(engagement).state == RoundState.ELSEWHERE
    assert round_of(engagement).list_confirmed_at is None


# Phases, the second round, the end ---------------------------------------------


def line(engagement) -> list[str]:
    found = with_case(Engagement.objects.filter(pk=engagement.pk)).get()
    return [phase.state for phase in phase_line(case_facts(found.application), today=timezone.localdate())]


def test_phases_go_on_as_for_our_own_rounds(client):
    engagement = contracted()
    sign_in(client, engagement.lead.user)
    number = engagement.application.number
    open_ = line(engagement).index("now")
    client.post(admin("round_register", number, 1), upload())
    closed = line(engagement).index("now")
    make_due(engagement)
    for step in ("leader", "group"):
        client.post(admin("release", number, 1, step), {"sure": "yes"})

    assert (open_, closed, line(engagement).index("now")) == (2, 3, 4)
    assert "5 av 5 svarte" in client.get(admin("engagement", number)).content.decode()


def test_second_round_is_run_in_the_same_tool_after_ninety_days(client):
    engagement = contracted()
    sign_in(client, engagement.lead.user)
    client.post(admin("round_register", engagement.application.number, 1), upload())
    today = timezone.localdate()
    dates = {name: terms()[name] for name in ("opens_on", "deadline", "pretalk_on", "session_on")}

    with pytest.raises(TransitionNotAllowed, match="tidligst svare igjen"):
        services.plan_next_round(engagement, by=engagement.lead.user, **dates)
    AssessmentRound.objects.update(closed_on=today - dt.timedelta(days=90))
    second = services.plan_next_round(engagement, by=engagement.lead.user, **dates)

    assert (second.sequence, second.tool, second.state) == (2, "effect", "elsewhere")
    assert line(engagement).index("now") == 5


def test_cancelled_round_is_told_and_planned_anew(client):
    engagement = contracted()
    sign_in(client, engagement.lead.user)
    number = engagement.application.number
    assert "Avlys kartleggingen i effect" in client.get(admin("round_cancel", number, 1)).content.decode()

    response = client.post(admin("round_cancel", number, 1))

    assert told(response) == ["Kartleggingen er avlyst."]
    page = client.get(admin("engagement", number)).content.decode()
    assert "svararkene" not in page
    assert admin("next_round", number) in page
    assert client.get(admin("index")).status_code == 200


def test_engagement_cannot_end_while_the_group_answers_elsewhere():
    engagement = contracted()

    with pytest.raises(TransitionNotAllowed, match="En kartlegging er i gang"):
        services.end(engagement, by=engagement.lead.user)
