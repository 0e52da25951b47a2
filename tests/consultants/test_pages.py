"""What the pages do: each order given through its page, refusals in words, and typed values kept."""

import pytest
from django.urls import reverse

from assessments.models import AssessmentRound, Release, RoundState
from consultants.models import Consultant, Engagement
from consultants.views import home
from enrollment.models import MembershipRole
from portal.core import jobs, outbox
from portal.core.models import Mail
from tests.consultants.pages import posted, signed_in
from tests.factories import assessments as rounds
from tests.factories.accounts import UserFactory
from tests.factories.consultants import ConsultantFactory, make_engagement, round_of
from tests.factories.enrollment import ApplicationFactory, IntakeFactory, MembershipFactory
from tests.factories.reports import closed_round
from tests.shorthand import admin, days, told
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db


# Assigning ---------------------------------------------------------------------


def test_office_assigns_from_the_list(client):
    application, consultant = ApplicationFactory(admitted=True), ConsultantFactory()
    sign_in(client, UserFactory(roles=("office",)))

    response = client.post(admin("assign", application.number), {"consultant": consultant.pk})

    assert response["Location"] == admin("assign", application.number)
    assert f"{consultant} er konsulent" in client.get(response["Location"]).content.decode()
    assert Engagement.objects.get().lead == consultant


def test_refused_choice_says_why(client):
    application, consultant = ApplicationFactory(admitted=True), ConsultantFactory(slots=0)
    sign_in(client, UserFactory(roles=("office",)))

    response = client.post(admin("assign", application.number), {"consultant": consultant.pk})

    assert told(response) == ["Konsulenten har ingen ledige oppdrag igjen."]
    assert not Engagement.objects.exists()


@pytest.mark.parametrize("value", ["", "0", "abc", "999999"])
def test_choice_of_nobody_is_not_found(client, value):
    application = ApplicationFactory(admitted=True)
    sign_in(client, UserFactory(roles=("office",)))

    assert client.post(admin("assign", application.number), {"consultant": value}).status_code == 404


# The round ---------------------------------------------------------------------


def test_list_opening_and_recall_through_the_pages(client):
    engagement = make_engagement(stage="contracted", opens_in=3)
    number = signed_in(client, engagement)

    early = client.post(admin("round_order", number, 1))
    client.post(admin("round_list", number, 1))
    client.post(admin("round_order", number, 1))
    ordered = round_of(engagement).state
    client.post(admin("round_recall", number, 1))

    assert told(early) == ["Bekreft listen over dem som skal svare."]
    assert (ordered, round_of(engagement).state) == (RoundState.ORDERED, RoundState.PLANNED)


def test_changed_group_asks_for_the_list_again(client):
    engagement = make_engagement(stage="confirmed", opens_in=3)
    MembershipFactory(group=engagement.application.group)
    number = signed_in(client, engagement)

    page = client.get(admin("engagement", number)).content.decode()

    assert "Gruppen er endret etter at listen ble bekreftet" in page
    assert admin("round_list", number, 1) in page
    assert admin("round_order", number, 1) not in page


def test_same_name_twice_is_pointed_out(client):
    engagement = make_engagement(stage="contracted", opens_in=3)
    for address in ("kari@kommunen.example", "kari.nordmann@kommunen.example"):
        MembershipFactory(group=engagement.application.group, user=UserFactory(name="Kari Nordmann", email=address))
    number = signed_in(client, engagement)

    page = client.get(admin("round_list", number, 1)).content.decode()

    assert "Samme navn står to ganger: Kari Nordmann." in page


def test_closing_waits_until_all_have_answered(client):
    engagement = make_engagement(stage="open")
    number = signed_in(client, engagement)

    page = client.get(admin("round_close", number, 1)).content.decode()
    refused = client.post(admin("round_close", number, 1))
    rounds.answer(round_of(engagement), 5)
    client.post(admin("round_close", number, 1))

    assert "Du kan lukke den før når alle har svart" in page
    assert "Lukk kartleggingen</button>" not in page
    assert len(told(refused)) == 1
    assert round_of(engagement).state == RoundState.CLOSING


def test_nobody_sees_a_count_that_moves_with_each_answer(client):
    engagement = make_engagement(stage="open")
    rounds.answer(round_of(engagement), 4)
    number = signed_in(client, engagement)

    page = client.get(admin("engagement", number)).content.decode()

    assert "Færre enn 3 av 5 har svart" in page
    assert "4 av 5" not in page


def test_held_round_offers_both_ways(client):
    engagement = make_engagement(stage="open", members=8)
    rounds.answer(round_of(engagement), 3)
    rounds.close(round_of(engagement))
    number = signed_in(client, engagement)

    page = client.get(admin("engagement", number)).content.decode()
    client.post(admin("round_discard", number, 1))

    assert admin("round_close", number, 1) in page
    assert admin("round_discard", number, 1) in page
    assert round_of(engagement).state == RoundState.DISCARDED


@pytest.mark.parametrize(
    ("answered", "extensions", "ways"),
    [
        (3, 0, ["round_extend", "round_close", "round_discard"]),
        (2, 0, ["round_extend", "round_discard"]),
        (3, 2, ["round_close", "round_discard"]),
        (2, 2, ["round_discard"]),
    ],
)
def test_ways_out_of_a_held_round_stand_with_the_gentlest_first(client, answered, extensions, ways):
    engagement = make_engagement(stage="open", members=8)
    rounds.answer(round_of(engagement), answered)
    rounds.close(round_of(engagement))
    AssessmentRound.objects.update(extensions=extensions)
    number = signed_in(client, engagement)

    card = client.get(admin("engagement", number)).context["now"]
    line = client.get(admin("index")).context["work"][0]

    assert [card["url"], *(way["url"] for way in card["others"])] == [admin(name, number, 1) for name in ways]
    assert (line["url"], line["action"]) == (admin("engagement", number), "Velg vei videre")


def test_discarded_round_is_followed_by_a_new_one(client):
    engagement = make_engagement(stage="open", members=8)
    rounds.answer(round_of(engagement), 2)
    rounds.close(round_of(engagement))
    number = signed_in(client, engagement)
    client.post(admin("round_discard", number, 1))
    dates = {name: value for name, value in posted().items() if name not in ("purpose", "agreed_on")}

    response = client.post(admin("next_round", number), dates)

    assert response.status_code == 302
    assert (round_of(engagement).sequence, round_of(engagement).state) == (2, RoundState.PLANNED)


def test_next_round_may_be_planned_when_the_first_is_finished_and_not_while_it_runs(client):
    running, finished = make_engagement(stage="open"), make_engagement(stage="contracted")
    finished.application.rounds.all().delete()
    closed_round(finished.application)
    plans = {}
    for engagement in (running, finished):
        number = signed_in(client, engagement)
        page = client.get(admin("engagement", number)).content.decode()
        plans[engagement] = f'href="{admin("next_round", number)}"' in page

    assert plans == {running: False, finished: True}


def test_dates_move_as_the_state_lets_them(client):
    engagement = make_engagement(stage="open")
    number = signed_in(client, engagement)

    form = client.get(admin("round_dates", number, 1)).context["form"]
    moved = {"deadline": days(20), "pretalk_on": days(21), "session_on": days(22)}
    response = client.post(admin("round_dates", number, 1), {key: f"{on:%d.%m.%Y}" for key, on in moved.items()})
    early = client.post(
        admin("round_dates", number, 1),
        {key: f"{on:%d.%m.%Y}" for key, on in moved.items()} | {"deadline": f"{days(0):%d.%m.%Y}"},
    )

    assert list(form.fields) == ["deadline", "pretalk_on", "session_on"]
    assert response.status_code == 302
    assert round_of(engagement).deadline == days(20)
    assert early.status_code == 422
    assert "Fristen kan tidligst settes til i morgen" in early.content.decode()


# The report --------------------------------------------------------------------


@pytest.fixture
def reported(db):
    """Closed today, with its report made, the pre-talk today and the session tomorrow."""
    engagement = make_engagement(stage="contracted")
    AssessmentRound.objects.filter(application=engagement.application).delete()
    closed_round(engagement.application, closed_on=days(0), session_on=days(1))
    jobs.enqueue("assessments.store_report", key="test", subject_id=round_of(engagement).pk)
    jobs.run_due()
    return engagement


def test_comment_is_held_back_and_shown_again(client, reported):
    number = signed_in(client, reported)
    comment = round_of(reported).comments.first()
    address = admin("comment", number, 1, comment.pk)

    client.post(address, {"withheld": "yes"})
    comment.refresh_from_db()
    held = comment.withheld
    page = client.get(admin("report", number, 1)).content.decode()
    client.post(address, {"withheld": "no"})
    comment.refresh_from_db()

    assert (held, comment.withheld) == (True, False)
    assert "Holdes tilbake" in page


def test_release_in_two_steps_from_their_days_on(client, reported):
    number = signed_in(client, reported)
    to_leader, to_group = (admin("release", number, 1, step) for step in ("leader", "group"))

    unread = client.post(to_leader)
    client.post(to_leader, {"sure": "yes"})
    early = client.post(to_group, {"sure": "yes"})
    AssessmentRound.objects.update(session_on=days(0))
    client.post(to_group, {"sure": "yes"})

    assert told(unread)[-1] == "Kryss av for at du har lest rapporten."
    assert any("Avtalt dato er" in message for message in told(early))
    assert list(Release.objects.order_by("pk").values_list("step", "released_by")) == [
        ("leader", reported.lead.user_id),
        ("group", reported.lead.user_id),
    ]


def test_released_report_keeps_its_comments(client, reported):
    number = signed_in(client, reported)
    client.post(admin("release", number, 1, "leader"), {"sure": "yes"})
    comment = round_of(reported).comments.first()

    response = client.post(admin("comment", number, 1, comment.pk), {"withheld": "yes"})
    comment.refresh_from_db()

    assert comment.withheld is False
    assert len(told(response)) == 2
    assert "Hold tilbake</button>" not in client.get(admin("report", number, 1)).content.decode()


def test_pdf_is_downloaded(client, reported):
    number = signed_in(client, reported)

    response = client.get(admin("report_pdf", number, 1))

    assert response["Content-Type"] == "application/pdf"
    assert b"".join(response.streaming_content).startswith(b"%PDF")


def test_engagement_ends_when_every_report_is_out(client, reported):
    number = signed_in(client, reported)

    refused = client.post(admin("engagement_end", number))
    for step in ("leader", "group"):
        Release.objects.create(round=round_of(reported), step=step, released_by=reported.lead.user)
    client.post(admin("engagement_end", number))
    reported.refresh_from_db()

    assert told(refused) == ["En rapport er ikke frigitt til gruppen."]
    assert reported.state == "ended"


# The case ----------------------------------------------------------------------


def leader_in(application):
    return application.group.memberships.get(role=MembershipRole.LEADER).user


def test_case_before_the_answer_tells_whom_one_waits_for(client):
    application = ApplicationFactory(submitted=True)
    sign_in(client, leader_in(application))

    page = client.get(reverse("case", args=[application.number])).content.decode()

    assert "Programkontoret vurderer søknaden" in page
    assert "Ballen er hos programkontoret" in page


def test_report_opens_for_leader_and_group_in_turn(client, reported):
    application = reported.application
    member = application.group.memberships.filter(role=MembershipRole.MEMBER).first().user
    case, report = reverse("case", args=[application.number]), reverse("report", args=[application.number, 1])

    def linked():
        seen = []
        for reader in (leader_in(application), member):
            sign_in(client, reader)
            seen.append(report in client.get(case).content.decode())
        return seen

    before = linked()
    Release.objects.create(round=round_of(reported), step="leader", released_by=reported.lead.user)
    between = linked()
    Release.objects.create(round=round_of(reported), step="group", released_by=reported.lead.user)

    assert (before, between, linked()) == ([False, False], [True, False], [True, True])


def test_leader_adds_corrects_and_removes(client):
    application = ApplicationFactory(admitted=True)
    sign_in(client, leader_in(application))
    address = reverse("case_members", args=[application.number])

    client.post(address, {"name": "Ny Person", "email": "NY@kommunen.example", "title": "", "role": "member"})
    added = application.group.memberships.get(user__email="ny@kommunen.example", to_date=None)
    edit = reverse("case_member", args=[application.number, added.pk])
    client.post(edit, {"name": "Nye Person", "email": "ny@kommunen.example", "title": "Direktør"})
    added.refresh_from_db()
    corrected = (added.user.name, added.title)
    client.post(reverse("case_member_remove", args=[application.number, added.pk]))
    added.refresh_from_db()

    assert corrected == ("Nye Person", "Direktør")
    assert added.to_date is not None


def test_member_twice_is_refused_with_everything_kept(client):
    application = ApplicationFactory(admitted=True)
    leader = leader_in(application)
    sign_in(client, leader)

    response = client.post(
        reverse("case_members", args=[application.number]),
        {"name": "Enda en", "email": leader.email, "title": "Tittel", "role": "member"},
    )

    assert response.status_code == 422
    assert "er allerede med i gruppen" in response.content.decode()
    assert 'value="Tittel"' in response.content.decode()


def test_list_is_locked_while_the_round_is_open(client):
    engagement = make_engagement(stage="open")
    application = engagement.application
    sign_in(client, leader_in(application))
    member = application.group.memberships.filter(role=MembershipRole.MEMBER).first()
    new = {"name": "Ny Person", "email": "ny@kommunen.example", "title": "", "role": "member"}

    client.post(reverse("case_members", args=[application.number]), new)
    client.post(reverse("case_member_remove", args=[application.number, member.pk]))
    member.refresh_from_db()

    assert application.group.memberships.filter(to_date=None).count() == 5
    assert member.to_date is None


def test_long_list_is_read_page_by_page(client, monkeypatch):
    monkeypatch.setattr(home, "ENGAGEMENTS_A_PAGE", 1)
    first, last = make_engagement(), make_engagement()
    sign_in(client, UserFactory(roles=("office",)))

    pages = [client.get(f"{admin('engagements')}?side={side}").content.decode() for side in ("1", "2", "tull")]

    assert [last.application.number in page for page in pages] == [True, False, True]
    assert [first.application.number in page for page in pages] == [False, True, False]
    assert "Side 1 av 2" in pages[0]


# Hats --------------------------------------------------------------------------


def test_one_hat_leads_straight_there(client):
    engagement = make_engagement()
    sign_in(client, leader_in(engagement.application))
    to_case = client.get(reverse("home"))["Location"]
    sign_in(client, engagement.lead.user)

    assert to_case == reverse("case", args=[engagement.application.number])
    assert client.get(reverse("home"))["Location"] == admin("index")


def test_several_hats_are_listed(client):
    own, other = make_engagement().application, make_engagement().application
    leader = leader_in(own)
    MembershipFactory(group=other.group, user=leader)
    MembershipFactory(group=own.group, user=leader, role=MembershipRole.DELEGATE)
    ApplicationFactory(applicant=leader)
    ConsultantFactory(user=leader)
    sign_in(client, leader)

    hats = client.get(reverse("home")).context["hats"]

    assert [hat["role"] for hat in hats] == ["Medlem", "Leder og medhjelper", "Kladd", "Konsulent"]


def test_newcomer_is_told_how_to_apply(client):
    intake = IntakeFactory()
    sign_in(client, UserFactory())

    page = client.get(reverse("home")).content.decode()

    assert "Du har ingen saker ennå" in page
    assert reverse("apply", args=[intake.pk]) in page


# The register ------------------------------------------------------------------


def test_office_makes_a_consultant_who_then_has_work_in_the_administration(client):
    person = UserFactory()
    sign_in(client, UserFactory(roles=("office",)))
    empty = {
        f"{prefix}-{name}": value
        for prefix in ("certifications", "steps", "employers", "capacities", "absences", "relations", "declines")
        for name, value in (("TOTAL_FORMS", 0), ("INITIAL_FORMS", 0))
    }

    response = client.post(
        reverse("admin:consultants_consultant_add"),
        {"user": person.email.upper(), "active": "on", "slots": 3, "seniority": 2, "sectors": "helse, skole", **empty},
    )

    assert response.status_code == 302
    consultant = Consultant.objects.get()
    assert (consultant.user, consultant.sectors) == (person, ["helse", "skole"])
    person.refresh_from_db()
    assert person.is_staff


def test_mails_are_written_and_hold_no_figures(client):
    engagement = make_engagement(stage="contracted", opens_in=2)

    sent = {
        mail.template: outbox.render(mail.template, mail.variables, to="a@b.example")
        for mail in Mail.objects.filter(template__startswith="consultants/")
    }

    assert len(sent) == 3
    for message in sent.values():
        assert engagement.application.number in message.body
        assert "http://localhost:8000/" in message.body
        assert "http://localhost:8000/" in message.alternatives[0][0]
