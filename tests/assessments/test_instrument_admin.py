"""The office brings in instruments: every fault by line, a new version, and the pages seen before anybody answers."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments import services
from assessments.instrument_check import InstrumentRefused
from assessments.models import InstrumentVersion
from portal.accounts.services import grant_role, invite
from tests.factories import assessments as make
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db

UPLOAD = "/admin/verktoy/legg-inn/"


@pytest.fixture
def office(client):
    user = invite(email="kontor@example.org", name="Karin Kontor")
    grant_role(user, "office", by=None)
    sign_in(client, user)
    return client


def changed(**changes) -> str:
    return json.dumps({**json.loads(make.default_source()), **changes}, ensure_ascii=False, indent=2)


def upload(client, source: str | bytes):
    content = source.encode() if isinstance(source, str) else source
    return client.post(UPLOAD, {"file": SimpleUploadedFile("verktoy.json", content)})


def test_file_is_kept_and_shown(office):
    response = upload(office, make.default_source())

    version = InstrumentVersion.objects.get()
    assert response["Location"] == reverse("admin:assessments_instrumentversion_change", args=[version.pk])
    page = office.get(response["Location"]).content.decode()
    assert "24 temaer, 72 påstander, 3 åpne spørsmål, skala 1–7" in page
    assert "Bidragsyterne til Topplederportalen" in page


def test_every_fault_is_told_by_line_and_nothing_is_kept(office):
    data = json.loads(make.default_source())
    data["scale"]["maximum"] = "sju"
    data["factors"][0]["items"][0]["revers"] = True
    response = upload(office, json.dumps(data, ensure_ascii=False, indent=1))

    assert response.status_code == 422
    page = response.content.decode()
    assert page.count("<li>Linje ") == 2
    assert "Mente du «reversed»?" in page
    assert InstrumentVersion.objects.count() == 0


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"{", b"[1]", b"null", b"x" * 1_000_002, b'{"a":' * 50])
def test_what_is_no_instrument_gets_sentences(office, content):
    response = upload(office, content)

    assert response.status_code == 422
    assert InstrumentVersion.objects.count() == 0


def test_thousands_of_faults_are_counted_not_listed(office):
    keys = {f"k{number}": 1 for number in range(400)}
    page = upload(office, json.dumps(keys)).content.decode()

    assert "feil til." in page
    assert page.count("<li>") < 60


def test_missing_file_is_told(office):
    assert office.post(UPLOAD).status_code == 422


def test_same_version_with_another_text_is_refused_on_its_line(office):
    make.make_instrument()
    page = upload(office, changed(intro={"nb": "Noe annet."})).content.decode()

    assert "Linje 4: Versjon 1.0 finnes fra før med et annet innhold" in page
    assert InstrumentVersion.objects.count() == 1


def test_same_file_twice_is_one_version(office):
    upload(office, make.default_source())
    upload(office, make.default_source())

    assert InstrumentVersion.objects.count() == 1


# A new version ----------------------------------------------------------------


def post_version(client, version, source: str, go: str = "save"):
    return client.post(reverse("admin:instrument_new_version", args=[version.pk]), {"source": source, "go": go})


def test_text_of_a_version_is_there_to_change(office):
    version = make.make_instrument()

    form = office.get(reverse("admin:instrument_new_version", args=[version.pk])).context["form"]

    assert form["source"].value() == make.default_source()


def test_changed_text_becomes_a_version_beside_the_earlier(office):
    version = make.make_instrument()

    response = post_version(office, version, changed(version="1.1").replace("\n", "\r\n"))

    newer = InstrumentVersion.objects.get(version="1.1")
    assert response["Location"] == reverse("admin:assessments_instrumentversion_change", args=[newer.pk])
    assert newer.source == changed(version="1.1")
    version.refresh_from_db()
    assert (version.version, version.source) == ("1.0", make.default_source())


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"version": "1.1", "key": "annen"}, "En ny versjon skal ha den samme nøkkelen, «ledergruppe»."),
        ({"intro": {"nb": "Annet."}}, "Gi denne et nytt versjonsnummer."),
        ({"version": ""}, "«version»"),
    ],
)
def test_text_that_is_no_new_version_is_kept_on_the_page(office, changes, sentence):
    version = make.make_instrument()
    source = changed(**changes)

    response = post_version(office, version, source)

    assert response.status_code == 422
    assert sentence.rstrip(".") in " ".join(each["message"] for each in response.context["problems"])
    assert response.context["form"]["source"].value() == source
    assert InstrumentVersion.objects.count() == 1


def test_unchanged_text_is_told(office):
    version = make.make_instrument()

    with pytest.raises(InstrumentRefused, match="Ingenting er endret"):
        services.add_version(version, make.default_source())


def test_changed_statements_are_seen_before_anything_is_kept(office):
    version = make.make_instrument()
    data = json.loads(make.default_source())
    data["factors"][0]["items"][0]["text"]["nb"] = "Vi vet helt nytt om formålet."

    response = post_version(office, version, json.dumps(data, ensure_ascii=False), go="preview")

    assert "Vi vet helt nytt om formålet." in response.content.decode().partition("Slik blir påstandene")[2]
    assert InstrumentVersion.objects.count() == 1


def test_faults_are_told_by_the_preview_too(office):
    version = make.make_instrument()

    assert post_version(office, version, "{", go="preview").status_code == 422


# The pages people answer --------------------------------------------------------


def test_every_page_is_seen_without_a_round(office):
    version = make.make_instrument()
    instrument = services.load_version(version.pk)
    address = reverse("admin:instrument_preview", args=[version.pk, 1])
    text = ""
    while address:
        response = office.get(address)
        text += response.content.decode()
        number, total = response.context["number"], response.context["total"]
        address = reverse("admin:instrument_preview", args=[version.pk, number + 1]) if number < total else ""

    assert [item for factor in instrument.factors for item in factor.items if item.text not in text] == []
    assert [question for question in instrument.open_questions if question.text not in text] == []


def test_other_grouping_deals_the_statements_in_another_way(office):
    version = make.make_instrument()
    address = reverse("admin:instrument_preview", args=[version.pk, 1])
    totals = [office.get(address, {"inndeling": view}).context["total"] for view in ("tre", "fire")]

    assert totals[1] >= totals[0]
    assert office.get(address, {"inndeling": "fem"}).status_code == 404


@pytest.mark.parametrize("number", [0, 99])
def test_page_that_is_not_there(office, number):
    version = make.make_instrument()

    assert office.get(reverse("admin:instrument_preview", args=[version.pk, number])).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_list_of_versions(office, rows, django_assert_num_queries):
    for number in range(rows):
        services.import_instrument(changed(version=f"1.{number}"))
    address = reverse("admin:assessments_instrumentversion_changelist")
    office.get(address)

    with django_assert_num_queries(9):
        page = office.get(address).content.decode()

    assert page.count('class="field-key"') == rows
    assert UPLOAD in page
