"""A licensed text that may be asked and not shown: it reaches those who answer, and nothing else."""

import json
import subprocess

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments import services
from assessments.report import content, render
from consultants.matching.eligibility import certificate_code
from portal.accounts.services import grant_role, invite
from portal.core import files, jobs
from tests.factories.assessments import make_consultant
from tests.factories.reports import closed_round, small_source
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db

MARK = "Beskyttet ordlyd"


def licensed_source() -> str:
    """An instrument that forbids showing and taking out its statements, each of which begins with MARK."""
    data = json.loads(small_source())
    data["key"] = "lisensiert"
    data["licence"] |= {
        "name": "Avtale",
        "rights_holder": "Rettighetshaveren",
        "may_show_items_in_report": False,
        "may_export_items": False,
        "requires_certification": True,
    }
    for factor in data["factors"]:
        for item in factor["items"]:
            item["text"]["nb"] = f"{MARK} {item['key']}."
    return json.dumps(data, ensure_ascii=False)


@pytest.fixture
def round_():
    return closed_round(answered=8, closed_on=timezone.localdate(), source=licensed_source())


@pytest.fixture
def office(client):
    user = invite(email="kontor@example.org", name="Karin Kontor")
    grant_role(user, "office", by=None)
    sign_in(client, user)
    return client


def test_report_page_holds_no_statement(client, round_):
    jobs.enqueue("assessments.store_report", key=f"report:{round_.pk}:closed", subject_id=round_.pk)
    jobs.run_due()
    services.release(round_, "leader", by=make_consultant())
    client.force_login(round_.application.group.memberships.get(role="leader").user)

    page = client.get(reverse("report", args=[round_.application.number, 1])).content.decode()

    assert "Rettighetshaveren" in page
    assert MARK not in page


def test_pdf_and_its_content_hold_no_statement(round_, tmp_path):
    report = content.build(round_)
    path = tmp_path / "rapport.pdf"
    path.write_bytes(render.pdf(report)[0])
    text = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout

    assert "Rettighetshaveren" in text
    assert (MARK in text, MARK in report.to_json()) == (False, False)


def test_stored_copy_holds_no_statement(round_):
    services.store_copy(round_)

    assert MARK not in files.private(f"results/{round_.pk}.json").read_text(encoding="utf-8")


def test_office_sees_the_flags_and_not_the_statements(office, round_):
    version = round_.instrument
    register = office.get(reverse("admin:assessments_instrumentversion_change", args=[version.pk])).content.decode()
    changing = office.get(reverse("admin:instrument_new_version", args=[version.pk])).content.decode()

    assert (MARK in register, MARK in changing) == (False, False)
    assert "Lisensen lar ikke påstandene hentes ut av portalen" in changing


def test_text_that_may_not_be_taken_out_cannot_be_posted_anew(office, round_):
    address = reverse("admin:instrument_new_version", args=[round_.instrument_id])
    newer = licensed_source().replace('"version": "1.0"', '"version": "1.1"')

    assert MARK not in office.post(address, {"source": newer, "go": "preview"}).content.decode()


def test_office_may_see_what_people_will_answer(office, round_):
    """The preview is the answering page: nothing that those who answer will not see."""
    preview = office.get(reverse("admin:instrument_preview", args=[round_.instrument_id, 1])).content.decode()

    assert MARK in preview


def test_lead_without_a_certificate_in_it_is_not_eligible():
    today = timezone.localdate()

    assert certificate_code((), "lisensiert", today, today) == "no_cert"
