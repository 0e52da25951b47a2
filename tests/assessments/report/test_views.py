"""Who may open the report, when, and what is left behind: a line in the log, nothing in a cache."""

import datetime as dt

import pytest
from django.conf import settings
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import timezone

from assessments import services
from enrollment.models import Membership
from portal.accounts.models import RoleName
from portal.core import files, jobs
from portal.core.models import ReadLog
from tests.factories.accounts import UserFactory
from tests.factories.assessments import make_case, make_consultant
from tests.factories.reports import closed_round, small_source
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db

PAGES = ("", "rapport.pdf")
STRANGERS = ("former", "office", "commissioner", "privacy", "operator", "other leader", "nobody")


@pytest.fixture
def round_():
    round_ = closed_round(answered=5, closed_on=timezone.localdate(), source=small_source())
    jobs.enqueue("assessments.store_report", key=f"report:{round_.pk}:closed", subject_id=round_.pk)
    jobs.run_due()
    round_.session_on = round_.pretalk_on
    round_.save()
    return round_


def release(round_, *steps: str) -> None:
    for step in steps:
        services.release(round_, step, by=make_consultant())


def person(round_, who: str):
    group = round_.application.group
    if who in ("leader", "member"):
        return group.memberships.filter(role=who).order_by("pk").first().user
    if who == "other leader":
        return make_case(name="Fjordetaten").applicant
    if who in RoleName.values:
        return UserFactory(roles=(who,))
    user = UserFactory()
    if who == "delegate":
        Membership.objects.create(group=group, user=user, role="delegate")
    if who == "former":
        Membership.objects.create(group=group, user=user, role="member", to_date=timezone.localdate())
    return user


def address(round_, file: str = "") -> str:
    return f"/sak/{round_.application.number}/rapport/{round_.sequence}/{file}"


def open_page(client, round_, who: str, file: str = ""):
    client.force_login(person(round_, who))
    return client.get(address(round_, file))


def body(response) -> bytes:
    """All of it; reading a file to its end closes it."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def is_report(response) -> bool:
    content = body(response)
    return content.startswith(b"%PDF-") or b"Kort fortalt" in content


@pytest.mark.parametrize("file", PAGES)
@pytest.mark.parametrize(
    ("steps", "leader", "member"),
    [((), False, False), (("leader",), True, False), (("leader", "group"), True, True)],
)
def test_each_reader_gets_it_at_her_step(client, round_, file, steps, leader, member):
    release(round_, *steps)

    assert is_report(open_page(client, round_, "leader", file)) == leader
    assert is_report(open_page(client, round_, "member", file)) == member


@pytest.mark.parametrize("file", PAGES)
@pytest.mark.parametrize("who", STRANGERS)
def test_everyone_else_finds_nothing(client, round_, file, who):
    sign_in(client, person(round_, who))

    before = client.get(address(round_, file)).status_code
    release(round_, "leader", "group")

    assert (before, client.get(address(round_, file)).status_code) == (404, 404)
    assert ReadLog.objects.count() == 0


@pytest.mark.parametrize("file", PAGES)
def test_anonymous_is_sent_to_sign_in(client, round_, file):
    release(round_, "leader", "group")

    response = client.get(address(round_, file))

    assert (response.status_code, response.url.partition("?")[0]) == (302, resolve_url(settings.LOGIN_URL))


@pytest.mark.parametrize("file", PAGES)
def test_delegate_reads_when_the_group_does(client, round_, file):
    client.force_login(person(round_, "delegate"))
    release(round_, "leader")

    before = is_report(client.get(address(round_, file)))
    release(round_, "group")

    assert (before, is_report(client.get(address(round_, file)))) == (False, True)


def test_waiting_reader_is_told_when(client, round_):
    type(round_).objects.update(pretalk_on=dt.date(2099, 12, 1), session_on=dt.date(2099, 12, 2))

    leader, member = (open_page(client, round_, who).content.decode() for who in ("leader", "member"))

    assert "Rapporten åpnes 1.\xa0desember sammen med konsulenten" in leader
    assert "Rapporten åpnes 2.\xa0desember sammen med konsulenten" in member
    assert ReadLog.objects.count() == 0


def test_reader_past_the_day_is_told_who_opens_it(client, round_):
    page = open_page(client, round_, "leader").content.decode()

    assert "Rapporten åpnes sammen med konsulenten" in page
    assert "Kine Konsulent åpner rapporten når dere møtes." in page


@pytest.mark.parametrize("steps", [(), ("leader", "group")])
def test_report_leads_back_to_its_case(client, round_, steps):
    release(round_, *steps)
    way_back = f'href="{reverse("case", args=[round_.application.number])}"'

    assert way_back in open_page(client, round_, "member").content.decode()
    assert client.get(reverse("case", args=[round_.application.number])).status_code == 200


def test_discarded_round_has_no_report_to_wait_for(client, round_):
    type(round_).objects.update(state="discarded", closed_on=None)

    assert open_page(client, round_, "leader").status_code == 404


@pytest.mark.parametrize(("file", "what"), [("", "report"), ("rapport.pdf", "report_pdf")])
def test_every_opening_is_logged(client, round_, file, what):
    release(round_, "leader")
    leader = person(round_, "leader")

    for _ in range(2):
        assert is_report(open_page(client, round_, "leader", file))

    assert [(line.who, line.what, line.case, line.subject_id) for line in ReadLog.objects.all()] == [
        (leader, what, round_.application.number, str(round_.pk))
    ] * 2


def test_nothing_leaves_when_the_log_cannot_be_written(client, round_, monkeypatch):
    release(round_, "leader")
    monkeypatch.setattr(ReadLog.objects, "create", None)

    for file in PAGES:
        with pytest.raises(TypeError):
            open_page(client, round_, "leader", file)


@pytest.mark.parametrize("file", PAGES)
def test_no_cache_keeps_it(client, round_, file):
    release(round_, "leader")

    response = open_page(client, round_, "leader", file)

    assert (response["Cache-Control"], is_report(response)) == ("no-store, private", True)


def test_pdf_is_the_stored_one_under_a_plain_name(client, round_):
    release(round_, "leader")

    response = open_page(client, round_, "leader", "rapport.pdf")

    assert body(response) == files.private(round_.reports.get().filename).read_bytes()
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == (
        f'inline; filename="Grupperapport {round_.application.number} {round_.closed_on}.pdf"'
    )


def test_page_and_pdf_stay_readable_after_a_new_name(client, round_):
    release(round_, "leader", "group")
    group = round_.application.group
    group.name = "Et annet navn"
    group.save()

    page, pdf = (open_page(client, round_, "member", file) for file in PAGES)

    assert b"Et annet navn" in page.content
    assert is_report(pdf)


def test_lost_file_is_not_found(client, round_):
    release(round_, "leader")
    files.private(round_.reports.get().filename).unlink()

    assert open_page(client, round_, "leader", "rapport.pdf").status_code == 404


@pytest.mark.parametrize("file", PAGES)
def test_wrong_method_is_refused(client, round_, file):
    client.force_login(person(round_, "leader"))

    assert client.post(address(round_, file)).status_code == 405


def test_page_runs_in_few_queries(client, round_, django_assert_max_num_queries):
    release(round_, "leader")
    client.force_login(person(round_, "leader"))
    client.get(address(round_))

    with django_assert_max_num_queries(14):
        client.get(address(round_))
