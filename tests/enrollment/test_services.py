"""Applying, and answering the application."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from enrollment import queries, services
from enrollment.models import (
    Alternative,
    Application,
    ApplicationState,
    CaseSequence,
    HolidayWeek,
    LeadershipGroup,
    Membership,
)
from portal.accounts.models import User
from portal.core import outbox
from portal.core.models import Mail
from portal.core.workdays import is_workday, next_workday
from portal.core.workflow import TransitionNotAllowed
from tests.factories.accounts import UserFactory
from tests.factories.enrollment import (
    ApplicationFactory,
    GroupLevelFactory,
    IntakeFactory,
    OrganisationFactory,
    member_lines,
)

pytestmark = pytest.mark.django_db


def roles(group):
    return {m.user.email: m.role for m in Membership.objects.filter(group=group, to_date=None)}


def mail_to(user, template):
    return Mail.objects.filter(to=user, template=f"enrollment/mail/{template}").count()


# Drafts -----------------------------------------------------------------------


def test_one_page_starts_one_draft():
    intake, leader = IntakeFactory(), UserFactory()
    first = services.start_application(intake, by=leader)

    again = services.start_application(intake, by=leader, pk=first.pk)

    assert again == first
    assert Application.objects.count() == 1


def test_draft_keeps_what_cannot_be_sent_and_leaves_no_history():
    draft = services.start_application(IntakeFactory(), by=UserFactory())

    services.save_draft(draft, group_name="Ledergruppen", scratch={"behovet": {"external_cost": ["ca 180'"]}})

    draft.refresh_from_db()
    assert (draft.group_name, draft.scratch) == ("Ledergruppen", {"behovet": {"external_cost": ["ca 180'"]}})
    assert draft.history.count() == 1


def test_sent_application_cannot_be_saved_as_draft():
    application = ApplicationFactory(submitted=True)

    with pytest.raises(TransitionNotAllowed, match="allerede sendt"):
        services.save_draft(application, reason="Ny tekst")

    application.refresh_from_db()
    assert application.reason.startswith("Fire av åtte")


# Sending ----------------------------------------------------------------------


def test_submit_numbers_the_case_and_seats_the_group():
    draft = ApplicationFactory(members=4)

    application = services.submit(draft, by=draft.applicant)

    year = timezone.localdate().year
    assert application.number == f"{year}-0001"
    assert application.state == ApplicationState.SUBMITTED
    assert application.group.name == draft.group_name
    assert queries.leader_of(application.group).user == draft.applicant
    assert sorted(roles(application.group).values()) == ["leader", "member", "member", "member"]
    assert [e.action for e in application.events.all()] == ["submit"]


def test_numbers_follow_each_other_within_the_year():
    year = timezone.localdate().year
    CaseSequence.objects.create(year=year, last=41)
    CaseSequence.objects.create(year=year - 1, last=300)

    numbers = [ApplicationFactory(submitted=True).number for _ in range(2)]

    assert numbers == [f"{year}-0042", f"{year}-0043"]


def test_answer_is_promised_after_the_weeks_the_office_keeps_free():
    promised = timezone.localdate() + timedelta(days=21)
    HolidayWeek.objects.create(name="Ferie", first_day=promised, last_day=promised + timedelta(days=9))

    application = ApplicationFactory(submitted=True)

    assert application.answer_by == next_workday(promised + timedelta(days=10))


def test_answer_is_promised_on_a_working_day():
    application = ApplicationFactory(submitted=True)

    earliest = timezone.localdate() + timedelta(days=21)
    assert is_workday(application.answer_by)
    assert earliest <= application.answer_by <= earliest + timedelta(days=6)


def test_answer_promised_on_christmas_day_moves_to_the_monday(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_args: date(2026, 12, 4))

    application = ApplicationFactory(submitted=True)

    assert application.answer_by == date(2026, 12, 28)


def test_submitting_twice_sends_once():
    office = UserFactory(roles=("office",))
    draft = ApplicationFactory()
    first = services.submit(draft, by=draft.applicant)

    again = services.submit(draft, by=draft.applicant)

    assert again.number == first.number
    assert first.events.count() == 1
    assert (mail_to(draft.applicant, "receipt"), mail_to(office, "new_application")) == (1, 1)


def test_submit_says_what_is_missing_and_writes_nothing():
    draft = ApplicationFactory(members=2, reason="", alternative="")

    with pytest.raises(TransitionNotAllowed) as refused:
        services.submit(draft, by=draft.applicant)

    assert refused.value.missing == [
        "Legg inn minst tre medlemmer, lederen medregnet.",
        "Skriv hva dere vil få til som gruppe.",
        "Velg hva dere ville gjort uten programmet.",
    ]
    assert not LeadershipGroup.objects.exists()
    assert not Mail.objects.exists()


def test_submit_names_the_faulty_line():
    lines = [*member_lines(3), {"line": 4, "name": "Jonas", "title": "", "email": "jonas@furulund"}]
    draft = ApplicationFactory(member_lines=lines)

    with pytest.raises(TransitionNotAllowed, match="Linje 4: E-posten mangler slutten"):
        services.submit(draft, by=draft.applicant)


def test_submit_after_the_deadline_is_refused():
    today = timezone.localdate()
    over = IntakeFactory(opens_on=today - timedelta(days=9), closes_on=today - timedelta(days=1))
    draft = ApplicationFactory(intake=over)

    with pytest.raises(TransitionNotAllowed, match="Opptaket tok imot søknader til"):
        services.submit(draft, by=draft.applicant)


def test_bought_alternative_needs_a_cost_or_that_it_is_unknown():
    draft = ApplicationFactory(alternative=Alternative.BOUGHT)

    with pytest.raises(TransitionNotAllowed, match="ville kostet"):
        services.submit(draft, by=draft.applicant)
    draft = services.save_draft(draft, external_cost_unknown=True)

    assert services.submit(draft, by=draft.applicant).number


def test_leader_on_the_list_is_one_person_with_her_title():
    leader = UserFactory()
    own_line = {"line": 9, "name": leader.name, "title": "Bydelsdirektør", "email": leader.email}
    draft = ApplicationFactory(applicant=leader, leader_title="", member_lines=[*member_lines(2), own_line])

    application = services.submit(draft, by=leader)

    assert queries.leader_of(application.group).title == "Bydelsdirektør"
    assert queries.answering_members(application.group).count() == 3


def test_applicant_for_somebody_else_becomes_delegate_and_both_get_a_receipt():
    secretary = UserFactory()
    draft = ApplicationFactory(
        applicant=secretary, applicant_leads=False, leader_name="Ingrid Solbakk", leader_email="ingrid@furulund.example"
    )

    application = services.submit(draft, by=secretary)

    leader = User.objects.get(email="ingrid@furulund.example")
    assert roles(application.group)[secretary.email] == "delegate"
    assert secretary not in [m.user for m in queries.answering_members(application.group)]
    assert (mail_to(secretary, "receipt"), mail_to(leader, "receipt")) == (1, 1)


def test_members_are_known_without_being_told():
    application = ApplicationFactory(submitted=True, members=3)

    member = queries.answering_members(application.group).exclude(role="leader").first().user
    assert not Mail.objects.filter(to=member).exists()
    assert not member.is_staff


# The same group again ---------------------------------------------------------


def again(application, **fields):
    same = ("organisation", "group_name", "applicant", "member_lines")
    return ApplicationFactory(**{**{name: getattr(application, name) for name in same}, **fields})


def admit(application):
    services.decide(application, "admit", reason="Gruppen er klar.", by=UserFactory(roles=("office",)))


def test_same_name_and_organisation_is_the_same_group_with_its_dates():
    first = ApplicationFactory(declined=True, members=4)
    Membership.objects.update(from_date=date(2025, 1, 7))
    kept, gone = first.member_lines[:2], first.member_lines[2]
    new = member_lines(1)

    second = services.submit(
        again(first, group_name=first.group_name.upper(), member_lines=kept + new), by=first.applicant
    )
    admit(second)

    assert second.group == first.group
    assert set(roles(second.group)) == {first.applicant.email, *(line["email"] for line in kept + new)}
    left = Membership.objects.get(group=first.group, user__email=gone["email"])
    assert (left.from_date, left.to_date) == (date(2025, 1, 7), timezone.localdate())
    stayed = Membership.objects.get(group=first.group, user__email=kept[0]["email"])
    assert stayed.from_date == date(2025, 1, 7)


def test_new_leader_among_the_old_members_changes_places():
    first = ApplicationFactory(declined=True, members=4)
    heir = User.objects.get(email=first.member_lines[0]["email"])
    old = {"line": 1, "name": first.applicant.name, "title": "Rådgiver", "email": first.applicant.email}

    second = services.submit(
        again(first, applicant=heir, leader_title="Direktør", member_lines=[old, *first.member_lines[1:]]), by=heir
    )
    assert queries.leader_of(second.group).user == first.applicant, "a member must not make herself leader"
    admit(second)

    assert queries.leader_of(second.group).user == heir
    assert roles(second.group)[first.applicant.email] == "member"


def test_level_of_a_known_group_waits_for_the_office():
    first = ApplicationFactory(declined=True)
    other = GroupLevelFactory()

    second = services.submit(again(first, level=other), by=first.applicant)
    assert LeadershipGroup.objects.get(pk=first.group_id).level == first.level
    admit(second)

    assert LeadershipGroup.objects.get(pk=first.group_id).level == other


def test_members_added_while_a_new_group_waits_are_still_there_when_it_has_its_place():
    application = ApplicationFactory(submitted=True)
    services.add_member(application.group, name="Ny Nilsen", email="ny@kommunen.example", by=application.applicant)

    admit(application)

    assert "ny@kommunen.example" in roles(application.group)


def test_nobody_puts_herself_in_the_lead_by_a_register():
    group = ApplicationFactory(submitted=True).group
    office = UserFactory(roles=("office",))

    with pytest.raises(services.MembersRefused, match="deg selv"):
        services.change_leader(group, office, by=office)


def test_both_leaders_are_told_of_a_change():
    application, heir = ApplicationFactory(submitted=True), UserFactory()

    services.change_leader(application.group, heir, by=UserFactory(roles=("office",)))

    assert mail_to(heir, "new_leader") == mail_to(application.applicant, "new_leader") == 1


def test_stranger_takes_no_place_in_a_known_group_before_the_office_has_decided():
    first = ApplicationFactory(declined=True)
    before = roles(first.group)
    stranger = UserFactory()

    second = services.submit(again(first, applicant=stranger, member_lines=member_lines(3)), by=stranger)

    assert second.group == first.group
    assert roles(first.group) == before
    services.decide(second, "admit", reason="Ny leder.", by=UserFactory(roles=("office",)))
    assert queries.leader_of(first.group).user == stranger


def test_group_with_an_application_under_way_cannot_apply_again():
    first = ApplicationFactory(submitted=True)
    second = again(first)

    with pytest.raises(TransitionNotAllowed, match=f"sak {first.number}"):
        services.submit(second, by=second.applicant)


# The answer -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "state", "template"),
    [("admit", ApplicationState.ADMITTED, "admitted"), ("decline", ApplicationState.DECLINED, "declined")],
)
def test_decision_is_dated_explained_and_sent_to_the_leader(action, state, template):
    application, office = ApplicationFactory(submitted=True), UserFactory(roles=("office",))

    application = services.decide(application, action, reason="  Dere er toppledergruppe. ", by=office)

    assert (application.state, application.decision_reason) == (state, "Dere er toppledergruppe.")
    assert application.decided_at is not None
    assert mail_to(application.applicant, template) == 1
    event = application.events.last()
    assert (event.action, event.by, event.note) == (action, office, "Dere er toppledergruppe.")


def test_decision_needs_a_reason():
    application = ApplicationFactory(submitted=True)

    with pytest.raises(TransitionNotAllowed, match="Skriv en begrunnelse"):
        services.decide(application, "admit", reason="  ", by=UserFactory(roles=("office",)))

    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED


def test_decision_is_made_once():
    application = ApplicationFactory(admitted=True)

    with pytest.raises(TransitionNotAllowed, match="innvilget"):
        services.decide(application, "decline", reason="Fullt.", by=UserFactory(roles=("office",)))

    assert not Mail.objects.filter(template="enrollment/mail/declined").exists()


def test_nobody_answers_her_own_group():
    application = ApplicationFactory(submitted=True)
    colleague = queries.answering_members(application.group).exclude(role="leader").first().user

    for insider in (application.applicant, colleague):
        with pytest.raises(TransitionNotAllowed, match="selv med i denne gruppen"):
            services.decide(application, "admit", reason="Ja.", by=insider)


# Mails ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("template", "subject"),
    [
        ("receipt", "Søknad {number} er mottatt: {group}"),
        ("new_application", "Ny søknad {number}: {group}"),
        ("admitted", "{group} har fått plass"),
        ("declined", "Ingen plass nå: {group}"),
    ],
)
def test_mails_say_what_they_are_about_and_lead_to_the_case(template, subject):
    UserFactory(roles=("office",))
    application = ApplicationFactory(declined=template == "declined", admitted=template != "declined")

    mail = Mail.objects.filter(template=f"enrollment/mail/{template}").first()
    message = outbox.render(mail.template, mail.variables, to=mail.to.email)

    html = message.alternatives[0][0]
    assert message.subject == subject.format(number=application.number, group=application.group.name)
    assert application.number in message.body
    assert f"/{application.number}/" in message.body
    assert f"/{application.number}/" in html
    assert "<h1" in html


@pytest.mark.parametrize(
    ("name", "long_name"), [("Ledergruppen i Parken", "Ledergruppen i Parken"), ("LG", "LG (Parken)")]
)
def test_mail_names_the_organisation_once(name, long_name):
    ApplicationFactory(submitted=True, organisation=OrganisationFactory(name="Parken"), group_name=name)

    mail = Mail.objects.get(template="enrollment/mail/receipt")

    assert mail.variables["long_name"] == long_name


def test_letter_holds_the_reason_and_answers_to_the_one_who_decided():
    application = ApplicationFactory(declined=True)

    mail = Mail.objects.get(template="enrollment/mail/declined")
    message = outbox.render(mail.template, mail.variables, to=mail.to.email)

    assert "Opptaket er fullt." in message.body
    assert "Opptaket er fullt." in message.alternatives[0][0]
    assert message.reply_to == [application.events.last().by.email]


def test_receipt_to_a_leader_somebody_applied_for_names_the_applicant():
    secretary = UserFactory(name="Sekretær <Sekretæresen>")
    draft = ApplicationFactory(
        applicant=secretary, applicant_leads=False, leader_name="Ingrid", leader_email="ingrid@furulund.example"
    )
    services.submit(draft, by=secretary)

    mail = Mail.objects.get(template="enrollment/mail/receipt", to__email="ingrid@furulund.example")
    message = outbox.render(mail.template, mail.variables, to=mail.to.email)

    assert "Sekretær <Sekretæresen> har søkt om plass" in message.body
    assert "Sekretær &lt;Sekretæresen&gt; har søkt om plass" in message.alternatives[0][0]
