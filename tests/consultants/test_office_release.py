"""The office takes a step of the release for a consultant who is away: never early, unread, or with a look at it."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from assessments.models import AssessmentRound, Release
from consultants import services
from portal.core import jobs
from portal.core.models import Mail, ReadLog
from portal.core.workflow import TransitionNotAllowed
from tests.factories.accounts import UserFactory
from tests.factories.consultants import ConsultantFactory, make_engagement, round_of
from tests.factories.enrollment import MembershipFactory
from tests.factories.reports import closed_round
from tests.shorthand import days
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db

AWAY = "Konsulenten er ikke meldt borte i dag. Da er det konsulenten som frigir."
UNREAD = "Ingen av konsulentene har åpnet rapporten. Noen må lese den før lederen får den."


def take_leave(consultant, first: int = 0, last: int = 0) -> None:
    consultant.absences.create(first_day=days(first), last_day=days(last))


@pytest.fixture
def office():
    return UserFactory(roles=("office",))


@pytest.fixture
def reported():
    """Closed today with its report made; the pre-talk is today, the session tomorrow, the consultant away."""
    engagement = make_engagement(stage="contracted")
    AssessmentRound.objects.filter(application=engagement.application).delete()
    closed_round(engagement.application, closed_on=days(0), session_on=days(1))
    jobs.enqueue("assessments.store_report", key="test", subject_id=round_of(engagement).pk)
    jobs.run_due()
    take_leave(engagement.lead)
    return engagement


def address(engagement, step: str = "") -> str:
    place = [engagement.application.number, 1]
    return (
        reverse("admin:office_release_step", args=[*place, step])
        if step
        else reverse("admin:office_release", args=place)
    )


def read(client, engagement, reader) -> None:
    sign_in(client, reader.user)
    client.get(reverse("admin:report", args=[engagement.application.number, 1]))


def missing(engagement, office, step: str = "leader") -> list[str]:
    return services.missing_for_office(engagement, round_of(engagement), step, by=office)


def test_office_releases_what_the_absent_consultant_has_read(client, reported, office):
    read(client, reported, reported.lead)
    sign_in(client, office)

    response = client.post(address(reported, "leader"), {"sure": "yes"})

    assert response["Location"] == address(reported)
    assert list(Release.objects.values_list("step", "released_by")) == [("leader", office.pk)]
    assert Mail.objects.filter(template="consultants/mail/released_for_you", to=reported.lead.user).count() == 1
    assert Mail.objects.filter(template="assessments/mail/report_ready_leader").count() == 1


def test_second_step_waits_for_its_own_day(client, reported, office):
    read(client, reported, reported.lead)
    sign_in(client, office)
    client.post(address(reported, "leader"), {"sure": "yes"})

    early = client.post(address(reported, "group"), {"sure": "yes"})
    AssessmentRound.objects.update(session_on=days(0))
    client.post(address(reported, "group"), {"sure": "yes"})

    assert "Avtalt dato er" in str(list(get_messages(early.wsgi_request))[-1])
    assert list(Release.objects.order_by("pk").values_list("step", flat=True)) == ["leader", "group"]


def test_unread_report_stays_with_the_consultants(reported, office):
    assert missing(reported, office) == [UNREAD]
    with pytest.raises(TransitionNotAllowed):
        services.release_for_absent(reported, round_of(reported), "leader", by=office)


def test_group_gets_what_the_leader_has_whoever_has_read_it(reported, office):
    AssessmentRound.objects.update(session_on=days(0))
    Release.objects.create(round=round_of(reported), step="leader", released_by=reported.lead.user)

    assert missing(reported, office, "group") == []


def test_reading_by_somebody_else_does_not_count(reported, office):
    ReadLog.objects.create(who=office, what="report", case="2026-0001", subject_id=str(round_of(reported).pk))

    assert missing(reported, office) == [UNREAD]


def test_co_consultant_may_be_the_one_who_has_read(client, reported, office):
    services.assign_co(reported, ConsultantFactory(), by=office)
    reported.refresh_from_db()
    read(client, reported, reported.co)

    assert missing(reported, office) == []


@pytest.mark.parametrize(("first", "last"), [(1, 3), (-3, -1)])
def test_consultant_who_is_at_work_today_releases_herself(client, reported, office, first, last):
    reported.lead.absences.all().delete()
    take_leave(reported.lead, first, last)
    read(client, reported, reported.lead)

    assert missing(reported, office) == [AWAY]


def test_nobody_releases_to_her_own_group(client, reported, office):
    read(client, reported, reported.lead)
    MembershipFactory(group=reported.application.group, user=office)

    assert missing(reported, office) == [
        "Du er selv med i denne gruppen. En kollega på programkontoret må frigi rapporten."
    ]


def test_step_without_the_tick_is_not_taken(client, reported, office):
    read(client, reported, reported.lead)
    sign_in(client, office)

    client.post(address(reported, "leader"))

    assert not Release.objects.exists()


def test_page_shows_steps_and_nothing_of_the_report(client, reported, office):
    sign_in(client, office)

    page = client.get(address(reported)).content.decode()

    assert UNREAD in page
    assert [comment.text for comment in round_of(reported).comments.all() if comment.text in page] == []
    assert not ReadLog.objects.exists()


def test_offices_day_tells_of_it_from_the_agreed_day_on(client, reported, office):
    sign_in(client, office)
    AssessmentRound.objects.update(pretalk_on=days(1))
    before = client.get(reverse("admin:index")).content.decode()
    AssessmentRound.objects.update(pretalk_on=days(0))
    after = client.get(reverse("admin:index")).content.decode()
    reported.lead.absences.all().delete()
    back = client.get(reverse("admin:index")).content.decode()

    assert [address(reported) in page for page in (before, after, back)] == [False, True, False]


def test_unknown_step_is_not_found(client, reported, office):
    sign_in(client, office)

    assert client.post(address(reported).rstrip("/") + "/frigi/world/", {"sure": "yes"}).status_code == 404
