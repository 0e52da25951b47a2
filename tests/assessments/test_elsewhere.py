"""Rounds run in another tool: what is registered, kept, released and compared."""

import datetime as dt
import os

import pytest
from django.apps import apps
from django.core import serializers
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments import queries, services
from assessments.models import AssessmentRound, Participation, Release, Report, RoundResult, RoundState, VendorReport
from assessments.publication import mean_text
from assessments.services import external, reports
from portal.core import files, jobs
from portal.core.models import Job, ReadLog
from portal.core.workflow import TransitionNotAllowed
from tests.factories import elsewhere
from tests.factories.assessments import closed_round, make_case, make_consultant

db = pytest.mark.django_db


# Registering -----------------------------------------------------------------


@db
def test_registering_closes_with_numbers_file_and_means():
    round_ = elsewhere.registered()

    result, report = RoundResult.objects.get(), VendorReport.objects.get()
    assert (round_.state, round_.closed_on) == (RoundState.CLOSED, timezone.localdate())
    assert (result.respondents, result.asked) == (7, 8)
    assert files.private(report.filename).read_bytes() == elsewhere.pdf()
    assert [mean_text(each) for each in external.themes_of(round_).themes] == [
        "4,6",
        "2,0 eller lavere",
        "6,5 eller høyere",
    ]
    assert list(round_.events.order_by("pk").values_list("action", flat=True)) == ["plan", "register"]


@db
def test_no_more_than_the_shown_means_is_kept():
    elsewhere.registered(answered=3)

    assert RoundResult.objects.get().published == {
        "format": "elsewhere/1",
        "rung": "words",
        "scale": [1, 7],
        "word": "below_middle",
        "themes": [],
    }


@db
def test_nothing_of_the_file_but_the_shown_means_is_in_the_database():
    """What the tool measured exactly, and the file itself, are gone; only its PDF is in the file store."""
    elsewhere.registered(scores=b"tema;snitt\nTillit;5,318273645\n")

    kept = serializers.serialize(
        "json", [row for model in apps.get_models() for row in model._base_manager.order_by("pk")]
    )
    assert "Tillit" in kept
    assert [exact for exact in ("318273645", "tema;snitt") if exact in kept] == []
    stored = [path for path in files.private("").rglob("*") if path.is_file()]
    assert [path.read_bytes() for path in stored] == [elsewhere.pdf()]


@db
def test_a_round_elsewhere_has_no_instrument_participation_or_job():
    round_ = elsewhere.registered()
    jobs.tick()

    assert (round_.instrument, round_.view) == (None, "")
    assert not Participation.objects.exists()
    assert not Report.objects.exists()
    assert not Job.objects.filter(subject_id=str(round_.pk)).exists()


@db
@pytest.mark.parametrize(
    ("invited", "answered", "sentence"),
    [
        (8, 2, "Færre enn tre har svart. En rapport ville ikke vernet den enkelte. Avlys kartleggingen."),
        (8, 9, "Flere kan ikke ha svart enn de som ble invitert."),
    ],
)
def test_numbers_that_cannot_be_are_refused(invited, answered, sentence):
    round_ = elsewhere.planned()

    with pytest.raises(TransitionNotAllowed) as refusal:
        elsewhere.register(round_, invited=invited, answered=answered)

    assert refusal.value.missing == [sentence]
    assert not VendorReport.objects.exists()


@db
def test_nothing_is_registered_before_it_opens():
    tomorrow = timezone.localdate() + dt.timedelta(days=1)

    with pytest.raises(TransitionNotAllowed, match="Kartleggingen åpner"):
        elsewhere.register(elsewhere.planned(opens_on=tomorrow))


@db
def test_refused_file_leaves_nothing():
    round_ = elsewhere.planned()

    with pytest.raises(services.FileRefused):
        elsewhere.register(round_, scores=b"navn;tema;snitt\nKari;M;4\n")

    round_.refresh_from_db()
    assert round_.state == RoundState.ELSEWHERE
    assert not files.private(external.FOLDER).exists()


@db
def test_file_is_replaced_until_the_leader_has_it():
    round_ = elsewhere.registered()
    first = files.private(VendorReport.objects.get().filename)

    elsewhere.register(round_, answered=6, report=elsewhere.pdf(inside=b"/Lang (nb)"), scores=None)

    assert not first.exists()
    assert RoundResult.objects.get().respondents == 6
    assert RoundResult.objects.get().published == {}
    release(round_, "leader")
    with pytest.raises(TransitionNotAllowed, match="Lederen har fått rapporten"):
        elsewhere.register(round_)


@db
def test_our_own_round_takes_no_file():
    round_ = closed_round(members=5)

    with pytest.raises(TransitionNotAllowed):
        elsewhere.register(round_)


@db
def test_cancelled_round_keeps_nothing_and_lets_the_group_try_again():
    round_ = services.cancel(elsewhere.planned(), by=make_consultant())

    assert round_.state == RoundState.DISCARDED
    assert queries.last_closed_on(elsewhere.planned(round_.application)) is None


@db
@pytest.mark.parametrize("changes", [{"tool": ""}, {"state": "open"}, {"state": "planned"}])
def test_database_refuses_a_round_that_is_neither_here_nor_elsewhere(changes):
    round_ = elsewhere.planned()

    with pytest.raises(IntegrityError), transaction.atomic():
        AssessmentRound.objects.filter(pk=round_.pk).update(**changes)


@db
def test_files_without_a_row_go_and_others_stay():
    round_ = elsewhere.registered()
    kept, left = files.private(round_.vendor_report.filename), files.private("vendor/left.pdf")
    files.write(left, b"x")
    fresh = files.private("vendor/fresh.pdf")
    files.write(fresh, b"x")
    for path in (kept, left):
        os.utime(path, (0, 0))

    external.remove_orphans()

    assert [path.exists() for path in (kept, left, fresh)] == [True, False, True]


# Release and reading ---------------------------------------------------------


def release(round_, step: str) -> Release:
    AssessmentRound.objects.filter(pk=round_.pk).update(
        pretalk_on=timezone.localdate(), session_on=timezone.localdate()
    )
    return services.release(round_, step, by=make_consultant())


@db
def test_release_is_the_same_two_steps():
    round_ = elsewhere.registered()

    assert reports.missing_for_release(round_, "leader")[0].startswith("Avtalt dato er")
    with pytest.raises(TransitionNotAllowed, match="Lederen må få rapporten før gruppen"):
        release(round_, "group")
    release(round_, "leader")
    release(round_, "group")

    assert list(round_.releases.values_list("step", flat=True)) == ["leader", "group"]


@db
def test_reading_is_logged_before_anything_leaves():
    round_, reader = elsewhere.registered(), make_consultant()

    services.read_pdf(round_, by=reader)
    external.read_page(round_, by=reader)

    assert list(ReadLog.objects.order_by("pk").values_list("what", "who")) == [
        ("report_pdf", reader.pk),
        ("report", reader.pk),
    ]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Rapport 2026.pdf", "Rapport 2026.pdf"),
        ("../../etc/passwd", "etc passwd.pdf"),
        ('a"\r\nSet-Cookie: x.pdf', "a Set-Cookie x.pdf"),
        ("", "rapport.pdf"),
    ],
)
def test_file_name_cannot_disturb_header_or_folder(name, safe):
    assert external.safe_name(name) == safe


# The second round ------------------------------------------------------------


def second_after(days: int, *, answered: int = 7, tool: str = "effect") -> dict:
    case = make_case(members=5)
    first = elsewhere.registered(case, answered=answered, scores=b"tema;snitt\nTillit;5,2\nAnnet;4\n")
    AssessmentRound.objects.filter(pk=first.pk).update(closed_on=timezone.localdate() - dt.timedelta(days=days))
    second = elsewhere.register(elsewhere.planned(case, tool=tool))
    return {row["title"]: row["before"] for row in external.read_page(second, by=make_consultant())["rows"]}


@db
def test_second_round_stands_beside_the_first():
    assert second_after(90) == {"Mål": "", "Møter": "", "Tillit": "5,2"}


@db
@pytest.mark.parametrize("changes", [{"days": 89}, {"days": 90, "answered": 4}, {"days": 90, "tool": "annet"}])
def test_rounds_that_cannot_be_compared_are_not(changes):
    assert second_after(**changes) == {"Mål": "", "Møter": "", "Tillit": ""}


@db
def test_our_own_report_is_not_compared_with_one_from_elsewhere():
    case = make_case(members=5)
    first = elsewhere.registered(case)
    AssessmentRound.objects.filter(pk=first.pk).update(closed_on=timezone.localdate() - dt.timedelta(days=100))

    second = closed_round(case=case, members=5)

    assert services.read_page(second, by=make_consultant())["report"].comparison is None
