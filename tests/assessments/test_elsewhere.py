"""Rounds run in another tool: what is taken, what is refused, what is kept and what is shown."""

import datetime as dt
import json
import os
from fractions import Fraction

import pytest
from django.apps import apps
from django.core import serializers
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments import queries, services
from assessments.models import AssessmentRound, Participation, Release, Report, RoundResult, RoundState, VendorReport
from assessments.publication import Rules, Rung, mean_text
from assessments.publication.elsewhere import Themes, publish_means
from assessments.services import external, reports
from portal.core import files, jobs, sandbox
from portal.core.models import Job, ReadLog
from portal.core.workflow import TransitionNotAllowed
from tests.factories import elsewhere
from tests.factories.assessments import closed_round, make_case, make_consultant

db = pytest.mark.django_db


# The ladder ------------------------------------------------------------------

MEANS = [("Mål", Fraction("4.64")), ("Møter", Fraction("1.5")), ("Tillit", Fraction("6.9"))]


def shown(n: int, scale=(1, 7), means=MEANS) -> Themes:
    return publish_means(means, n=n, scale=scale, rules=Rules())


@pytest.mark.parametrize("n", [0, 1, 2])
def test_nothing_is_shown_of_fewer_than_three(n):
    assert shown(n) == Themes(Rung.NOTHING, (1, 7))


def test_three_get_one_word_and_no_theme():
    assert (shown(3).word, shown(3).themes) == ("below_middle", ())


@pytest.mark.parametrize(("means", "word"), [((1, 2), "low"), ((4, 5), "above_middle"), ((5, 6), "high")])
def test_word_of_three_is_that_of_the_mean_of_all_themes(means, word):
    assert shown(3, means=[(f"Tema {mean}", Fraction(mean)) for mean in means]).word == word


@pytest.mark.parametrize(
    ("n", "texts"),
    [
        (4, ["4,6", "2,0 eller lavere", "6,0 eller høyere"]),
        (5, ["4,6", "2,0 eller lavere", "6,5 eller høyere"]),
        (12, ["4,6", "2,0 eller lavere", "6,5 eller høyere"]),
    ],
)
def test_means_are_end_coded_by_how_many_answered(n, texts):
    assert [mean_text(theme) for theme in shown(n).themes] == texts


def test_other_scales_are_end_coded_in_proportion():
    means = [("Mål", Fraction("1.2")), ("Tillit", Fraction("4.9")), ("Møter", Fraction(3))]

    assert [mean_text(each) for each in shown(5, (1, 5), means).themes] == [
        "1,7 eller lavere",
        "4,6 eller høyere",
        "3,0",
    ]


def test_means_off_the_scale_are_refused():
    with pytest.raises(ValueError, match=r"^a mean is outside the scale$"):
        shown(5, (1, 5))


def test_means_at_the_ends_of_the_scale_are_on_it():
    means = [("Lavest", Fraction(1)), ("Høyest", Fraction(5))]

    assert [theme.end for theme in shown(5, (1, 5), means).themes] == ["low", "high"]


def test_result_of_another_format_is_not_read():
    with pytest.raises(ValueError, match=r"^published/1$"):
        Themes.from_json({"format": "published/1"})


@pytest.mark.parametrize("n", [2, 3, 4, 9])
def test_frozen_means_come_back_the_same(n):
    assert Themes.from_json(json.loads(json.dumps(shown(n).to_json()))) == shown(n)


# The file of means -----------------------------------------------------------


def refused(content: str | bytes, scale=(1, 7)) -> str:
    with pytest.raises(services.FileRefused) as refusal:
        external.read_means(content.encode() if isinstance(content, str) else content, scale)
    assert refusal.value.field == "scores"
    return refusal.value.sentence


@pytest.mark.parametrize(
    "content",
    [
        "tema;snitt;navn\nMål;4,6;Kari Nordmann\n",
        "navn;tema;snitt\nKari Nordmann;Mål;4\n",
        "e-post;tema;snitt\nkari@virksomhet.example;Mål;4\n",
        "id,tema,snitt\n17,Mål,4\n",
        "tema;snitt\nMål;4\nMål;5\n",
        "tema;snitt\nMål;4\n mål ;5\n",
        "tema;snitt\nkari@virksomhet.example;4\n",
        "tema;snitt\nRespondent 3;4\n",
        "tema;snitt\nDeltaker nr. 12;4\n",
        "tema;snitt\n17;4\n",
        "tema;snitt\n010190 12345;4\n",
        "respondent;Mål;Tillit\n1;4;5\n2;5;5\n",
        "tema;snitt\nMål;4;5;6\n",
    ],
)
def test_rows_of_individuals_are_refused_with_what_to_do(content):
    assert refused(content).endswith(
        "Portalen tar ikke imot svar fra enkeltpersoner. Last opp gruppens snitt, med kolonnene tema og snitt og én "
        "rad for hvert tema."
    )


def test_refusal_does_not_repeat_an_address():
    assert "kari@" not in refused("tema;snitt\nkari@virksomhet.example;4\n")


@pytest.mark.parametrize(
    "text",
    [
        "Vi vet hva vi er til for",
        "Møtene våre går med til saker som krever oss alle sammen",
        "Er vi enige?",
        "Gruppen har mål som alle kan.",
        "M" * 61,
    ],
)
def test_wording_of_the_tool_is_refused(text):
    assert refused(f"tema;snitt\nMål;4\n{text};4\n").startswith("Linje 3 er mer enn navnet på et tema.")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "Filen er tom."),
        ("tema;snitt\n", "Filen er tom."),
        ("tema;snitt\nMål;mye\n", "Linje 2: «mye» er ikke et tall."),
        ("tema;snitt\nMål;nan\n", "Linje 2: «nan» er ikke et tall."),
        ("tema;snitt\nMål;7,01\n", "Snittet for «Mål» er utenfor skalaen 1–7."),
        ("tema;snitt\nMål;-1\n", "Snittet for «Mål» er utenfor skalaen 1–7."),
        (b"\x00\x01\x02", "Filen kan ikke leses. Lagre den som CSV i UTF-8."),
        ('tema;snitt\n"Mål;4\n', "Filen kan ikke leses. Lagre den som CSV i UTF-8."),
        (
            "tema;snitt\n" + "".join(f"T{chr(97 + n // 26)}{chr(97 + n % 26)};4\n" for n in range(61)),
            "Filen har mer enn 60 temaer.",
        ),
    ],
)
def test_bad_file_gets_a_sentence(content, sentence):
    assert refused(content) == sentence


def test_too_large_a_file_is_not_even_read():
    assert refused(b"tema;snitt\n" + b"x" * external.MOST_SCORES).startswith("Filen er for stor")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_files_as_spreadsheets_write_them_are_read(encoding, newline):
    content = newline.join(["Tema;Snitt", "Mål og møter;4,64", "", '"Tillit";5', ""]).encode(encoding)

    assert external.read_means(content, (1, 7)) == [("Mål og møter", Fraction("4.64")), ("Tillit", Fraction(5))]


# The vendor's file -----------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "ikke en PDF"),
        (b"PK\x03\x04 word/document.xml", "ikke en PDF"),
        (b"<html>%PDF-1.7 %%EOF", "ikke en PDF"),
        (elsewhere.pdf()[:-8], "ikke hel"),
        (elsewhere.pdf(inside=b"/Encrypt 9 0 R"), "låst"),
        (elsewhere.pdf(inside=b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), "skript"),
        (elsewhere.pdf(inside=b"/S /J#61vaScript"), "skript"),
        (elsewhere.pdf(inside=b"/S /Launch"), "skript"),
        (elsewhere.pdf(inside=b"/Names << /EmbeddedFiles 3 0 R >>"), "skript"),
        (elsewhere.pdf(packed=b"<< /S /JavaScript >>"), "skript"),
        (elsewhere.pdf(packed=b"x").replace(b"\nendstream", b"y\nendstream").replace(b"x\x9c", b"zz"), "skript"),
    ],
)
def test_file_that_is_not_plain_paper_is_refused(content, words):
    with pytest.raises(services.FileRefused) as refusal:
        external.check_pdf(content)

    assert refusal.value.field == "report"
    assert words in refusal.value.sentence


def test_file_over_ten_megabytes_is_refused():
    with pytest.raises(services.FileRefused, match="større enn 10 MB"):
        external.check_pdf(elsewhere.pdf() + b" " * external.MOST_PDF)


def test_packed_bomb_is_refused():
    with pytest.raises(services.FileRefused, match="skript"):
        external.check_pdf(elsewhere.pdf(packed=b"\0" * (65 * 1024 * 1024)))


def test_plain_file_is_taken():
    external.check_pdf(elsewhere.pdf(packed=b"<< /Type /Page >>"))


def test_reader_has_little_memory_and_knows_no_secrets(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "hemmelig")
    greedy, curious = tmp_path / "greedy.py", tmp_path / "curious.py"
    greedy.write_text("b'x' * (1 << 30)")
    curious.write_text("import json, os; print(json.dumps({'keys': sorted(os.environ)}))")

    with pytest.raises(sandbox.Unreadable):
        sandbox.read(greedy, b"")
    assert "SECRET_KEY" not in sandbox.read(curious, b"")["keys"]


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
