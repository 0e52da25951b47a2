"""A consultant's own record: what she changes herself, what others see of it, her photo and her certificates."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from consultants import services
from consultants.capacity import half_years, used_in
from consultants.models import Absence, Certification, Consultant, Relation
from consultants.services import certificates, roster
from enrollment.models import MembershipRole
from portal.accounts.models import User
from portal.core import jobs
from portal.core.models import Mail
from portal.core.workflow import TransitionNotAllowed
from tests.factories.accounts import UserFactory
from tests.factories.consultants import ConsultantFactory, certify, make_engagement, portrait
from tests.factories.enrollment import GroupLevelFactory
from tests.sign_in import sign_in


def address(part: str, *args) -> str:
    return reverse(f"admin:profile_{part}" if part else "admin:profile", args=args)


def upload(content: bytes, name: str = "fil") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.fixture
def consultant(db, client):
    """Signed in."""
    consultant = ConsultantFactory()
    sign_in(client, consultant.user)
    return consultant


def again(consultant) -> Consultant:
    return Consultant.objects.get(pk=consultant.pk)


# The record -----------------------------------------------------------------------


def test_record_is_text_with_ways_to_change_it(client, consultant):
    response = client.get(address(""))

    text = response.content.decode()
    assert "Har ledet grupper i ti år." in text
    assert "<textarea" not in text
    assert [part for part in ("about", "photo", "wishes", "leader", "absence") if address(part) not in text] == []


def test_profile_stands_in_the_consultants_row_of_words(client, consultant):
    words = [word["label"] for word in client.get(address("")).context["staff_nav"]]

    assert words == ["Min dag", "Oppdrag", "Min profil"]


def test_office_has_no_profile_of_its_own(client, db):
    sign_in(client, UserFactory(roles=("office",)))

    assert client.get(address("")).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_profile_runs_constant_queries(client, django_assert_num_queries, consultant, count):
    for n in range(count):
        make_engagement(consultant=consultant)
        certify(consultant, first=-n)
        roster.declare_relation(consultant, email=f"slekt{n}@kommunen.example")

    with django_assert_num_queries(20):
        client.get(address(""))


def test_text_languages_and_sectors_are_saved(client, consultant):
    response = client.post(
        address("about"), {"presentation": "Jeg spør.", "languages": "norsk, samisk , norsk", "sectors": "helse"}
    )

    saved = again(consultant)
    assert response["Location"] == address("")
    assert (saved.presentation, saved.languages, saved.sectors) == ("Jeg spør.", ["norsk", "samisk"], ["helse"])
    assert saved.history.count() == 2


def test_too_long_text_is_kept_and_told(client, consultant):
    response = client.post(address("about"), {"presentation": "a" * 401})

    assert response.status_code == 422
    assert "Kort ned teksten med 1 tegn." in response.content.decode()
    assert "a" * 401 in response.content.decode()


def test_wishes_bar_nobody(client, consultant):
    level = GroupLevelFactory()
    client.post(address("wishes"), {"levels": [level.pk], "sectors": "helse"})

    saved = again(consultant)
    assert (list(saved.preferred_levels.all()), saved.preferred_sectors) == ([level], ["helse"])
    assert services.assign_lead(make_engagement().application, consultant, by=UserFactory(roles=("office",)))


def test_own_leader_is_named_by_address_and_taken_away(client, consultant):
    client.post(address("leader"), {"email": "Sjef@kommunen.example"})
    named = again(consultant).own_leader
    client.post(address("leader"), {"email": ""})

    assert (named.email, named.is_staff) == ("sjef@kommunen.example", False)
    assert again(consultant).own_leader is None


def test_absence_is_added_and_removed(client, consultant):
    client.post(address("absence"), {"first_day": "01.02.2027", "last_day": "28.02.2027"})
    row = consultant.absences.get()
    client.post(address("absence"), {"remove": row.pk})

    assert (row.first_day, row.last_day) == (dt.date(2027, 2, 1), dt.date(2027, 2, 28))
    assert not Absence.objects.exists()


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ("28.02.2027", "01.02.2027", "Siste dag kan ikke være før den første."),
        ("31.12.2026", "02.01.2027", "Du har allerede lagt inn fravær på noen av dagene."),
    ],
)
def test_absence_says_what_is_wrong(client, consultant, first, last, sentence):
    roster.add_absence(consultant, first_day=dt.date(2026, 12, 20), last_day=dt.date(2026, 12, 31))

    response = client.post(address("absence"), {"first_day": first, "last_day": last})

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert consultant.absences.count() == 1


def test_nobody_removes_what_is_anothers(client, consultant):
    row = roster.add_absence(ConsultantFactory(), first_day=dt.date(2027, 1, 1), last_day=dt.date(2027, 1, 2))

    client.post(address("absence"), {"remove": row.pk})

    assert Absence.objects.get() == row


def test_tie_is_declared_by_address_without_a_reason(client, consultant):
    response = client.get(address("relations"))
    client.post(address("relations"), {"email": "Bror@Kommunen.example"})
    client.post(address("relations"), {"email": "bror@kommunen.example"})

    assert list(response.context["form"].fields) == ["email"]
    assert {field.name for field in Relation._meta.get_fields()} == {"id", "consultant", "person"}
    assert [row.person.email for row in consultant.relations.all()] == ["bror@kommunen.example"]
    assert not User.objects.get(email="bror@kommunen.example").is_staff


def test_tie_to_herself_is_refused(client, consultant):
    response = client.post(address("relations"), {"email": consultant.user.email})

    assert response.status_code == 422


# Places ----------------------------------------------------------------------------


def test_half_years_follow_each_other():
    assert half_years(dt.date(2026, 11, 23), 3) == [dt.date(2026, 7, 1), dt.date(2027, 1, 1), dt.date(2027, 7, 1)]


def test_engagement_takes_a_place_in_every_half_year_it_touches():
    periods = [(dt.date(2026, 12, 31), dt.date(2027, 7, 1)), (dt.date(2027, 2, 1), dt.date(2027, 3, 1))]

    used = [used_in(starts_on, periods) for starts_on in half_years(dt.date(2026, 7, 1), 4)]

    assert used == [1, 2, 1, 0]


def test_places_are_shown_against_what_she_holds(client, consultant):
    make_engagement(consultant=consultant, stage="contracted")

    rows = client.get(address("")).context["places"]

    assert len(rows) == 4
    assert (rows[0]["used"], rows[0]["slots"], rows[0]["free"]) == (1, 4, 3)


# The photo -------------------------------------------------------------------------


def with_place() -> bytes:
    """A JPEG that lies on its side and tells who made it."""
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "Hjemme hos meg"
    Image.new("RGB", (900, 600), "teal").save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.mark.parametrize("content", [with_place(), portrait("PNG"), portrait("JPEG", (2000, 30))])
def test_photo_becomes_a_square_without_metadata(client, consultant, content):
    response = client.post(address("photo"), {"photo": upload(content)})

    kept = roster.photo_path(again(consultant).photo).read_bytes()
    with Image.open(io.BytesIO(kept)) as picture:
        assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", (480, 480), {})
    assert response["Location"] == address("")
    assert b"Hjemme" not in kept


def test_new_photo_replaces_the_old_file(client, consultant, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first = roster.store_photo(consultant, portrait()).photo
        second = roster.store_photo(consultant, portrait()).photo
        client.post(address("photo"), {"remove": "1"})

    assert [roster.photo_path(name).exists() for name in (first, second)] == [False, False]
    assert again(consultant).photo == ""


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n" + b"x" * 100,
        b"\xff\xd8\xff" + b"\x00" * 50,
        b"GIF89a",
        b"<svg/>",
        b"\xff\xd8\xff" * 800_000,
    ],
)
def test_what_is_no_photo_gets_a_sentence(client, consultant, content):
    response = client.post(address("photo"), {"photo": upload(content)})

    assert response.status_code == 422
    assert again(consultant).photo == ""


def test_bomb_of_pixels_is_refused(consultant):
    out = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG")

    with pytest.raises(TransitionNotAllowed, match="kan ikke leses"):
        roster.store_photo(consultant, out.getvalue())


def test_photo_is_seen_by_her_groups_office_and_herself_alone(client, db):
    engagement = make_engagement()
    consultant = roster.store_photo(engagement.lead, portrait())
    leader = engagement.application.group.memberships.get(role=MembershipRole.LEADER).user
    member = engagement.application.group.memberships.filter(role=MembershipRole.MEMBER).first().user
    stranger = make_engagement().application.group.memberships.get(role=MembershipRole.LEADER).user
    answers = {}
    for name, user in (
        ("leader", leader),
        ("member", member),
        ("office", UserFactory(roles=("office",))),
        ("herself", consultant.user),
        ("stranger", stranger),
        ("colleague", ConsultantFactory().user),
    ):
        sign_in(client, user)
        answers[name] = client.get(reverse("consultant_photo", args=[consultant.pk])).status_code

    assert answers == {"leader": 200, "member": 200, "office": 200, "herself": 200, "stranger": 404, "colleague": 404}


def test_leader_sees_photo_text_and_languages(client, db):
    engagement = make_engagement()
    roster.save_about(engagement.lead, presentation="Jeg spør.", languages=["norsk", "samisk"], sectors=[])
    roster.store_photo(engagement.lead, portrait())
    sign_in(client, engagement.application.applicant)

    text = client.get(reverse("case", args=[engagement.application.number])).content.decode()

    assert reverse("consultant_photo", args=[engagement.lead.pk]) in text
    assert "Jeg spør." in text
    assert "Språk: norsk, samisk" in text


# Certificates -------------------------------------------------------------------------


def test_evidence_is_kept_and_opened_by_herself_and_the_office(client, consultant):
    certificate = consultant.certifications.get()
    client.post(address("evidence", certificate.pk), {"evidence": upload(b"%PDF-1.7 bevis")})
    answers = []
    for user in (consultant.user, UserFactory(roles=("office",)), ConsultantFactory().user):
        sign_in(client, user)
        response = client.get(reverse("admin:evidence", args=[certificate.pk]))
        answers.append((response.status_code, response.getvalue() if response.status_code == 200 else b""))

    assert answers == [(200, b"%PDF-1.7 bevis"), (200, b"%PDF-1.7 bevis"), (404, b"")]


@pytest.mark.parametrize("content", [b"MZ", b"%PDF-" + b"x" * (5 << 20)])
def test_evidence_is_a_pdf_of_five_megabytes(client, consultant, content):
    certificate = consultant.certifications.get()

    response = client.post(address("evidence", certificate.pk), {"evidence": upload(content)})

    assert response.status_code == 422
    assert Certification.objects.get().evidence == ""


def test_nobody_proves_anothers_certificate(client, consultant):
    other = ConsultantFactory().certifications.get()

    assert client.get(address("evidence", other.pk)).status_code == 404


def run_day() -> list[str]:
    """The job of one day; the templates of the mails there are."""
    jobs.enqueue("consultants.warn_of_expiry", key=f"prøve:{timezone.now().timestamp()}")
    jobs.run_due()
    rows = Mail.objects.filter(template__startswith="consultants/mail/certificate").order_by("template", "pk")
    return [row.template.split("/")[-1] for row in rows]


@pytest.mark.django_db
@pytest.mark.parametrize(("left", "mark"), [(90, 90), (31, 90), (30, 30), (7, 7), (0, 7)])
def test_expiry_is_told_to_her_and_the_office_once(left, mark):
    UserFactory(roles=("office",))
    certificate = certify(ConsultantFactory(certified=False), last=left)

    assert run_day() == run_day() == ["certificate", "certificate_office"]
    assert Mail.objects.filter(key__startswith=f"expiry:{certificate.pk}:{certificate.valid_to}:{mark}:").count() == 2


@pytest.mark.django_db
def test_each_mark_has_its_own_mail():
    certificate = certify(ConsultantFactory(certified=False), last=90)
    run_day()
    Certification.objects.update(valid_to=timezone.localdate() + dt.timedelta(days=30))

    assert run_day() == ["certificate", "certificate"]
    assert certificate.consultant.user == Mail.objects.first().to


@pytest.mark.django_db
@pytest.mark.parametrize("why", ["far away", "past", "renewed", "inactive"])
def test_nobody_is_reminded_without_need(why):
    consultant = ConsultantFactory(certified=False, active=why != "inactive")
    certify(consultant, last={"far away": 91, "past": -1}.get(why, 20))
    if why == "renewed":
        certify(consultant, first=10, last=700)

    assert run_day() == []


@pytest.mark.django_db
def test_office_sees_what_runs_out(client):
    certificate = certify(ConsultantFactory(certified=False), last=20)
    sign_in(client, UserFactory(roles=("office",)))

    rows = client.get(reverse("admin:index")).context["expiring"]

    assert [(row["name"], row["text"]) for row in rows] == [(str(certificate.consultant), "Går ut om 20 dager")]


@pytest.mark.django_db
def test_day_is_ordered_once():
    certificates.order_warnings()
    certificates.order_warnings()

    assert jobs.Job.objects.filter(kind="consultants.warn_of_expiry").count() == 1


# The office's part ---------------------------------------------------------------------


@pytest.mark.django_db
def test_office_keeps_the_register_with_steps_places_and_evidence(client):
    consultant = ConsultantFactory()
    certificate = consultant.certifications.get()
    sign_in(client, UserFactory(roles=("office",)))
    change = reverse("admin:consultants_consultant_change", args=[consultant.pk])
    form = client.get(change).context
    data = {name: value for formset in form["inline_admin_formsets"] for name, value in management(formset).items()}
    data |= {"user": consultant.user.email, "active": "on", "slots": 3, "seniority": 5}
    data |= {
        "certifications-INITIAL_FORMS": 1,
        "certifications-0-id": certificate.pk,
        "certifications-0-consultant": consultant.pk,
        "certifications-0-instrument": "ledergruppe",
        "certifications-0-issuer": "Prøvesentret",
        "certifications-0-valid_from": f"{certificate.valid_from:%d.%m.%Y}",
        "certifications-0-valid_to": f"{certificate.valid_to:%d.%m.%Y}",
        "certifications-0-evidence_file": upload(b"%PDF-1.7"),
        "steps-0-instrument": "ledergruppe",
        "steps-0-kind": "course",
        "steps-0-on": "01.10.2026",
        "steps-0-attested_by": UserFactory().email,
        "capacities-0-starts_on": "01.01.2027",
        "capacities-0-slots": 1,
    }

    response = client.post(change, data)

    assert response.status_code == 302, response.context["errors"]
    assert Certification.objects.get().evidence != ""
    assert [str(step) for step in consultant.steps.all()] == ["kurs 01.10.2026"]
    assert consultant.capacities.get().slots == 1


@pytest.mark.django_db
def test_office_reads_wishes_and_languages_it_does_not_decide(client):
    consultant = ConsultantFactory(preferred_sectors=["helse"], languages=["norsk", "samisk"])
    consultant.preferred_levels.add(GroupLevelFactory())
    sign_in(client, UserFactory(roles=("office",)))

    text = client.get(reverse("admin:consultants_consultant_change", args=[consultant.pk])).content.decode()

    assert "Toppledergruppe, helse" in text
    assert "norsk, samisk" in text
    assert 'name="languages"' not in text


def management(formset) -> dict:
    """The hidden counters of one inline, with room for one new row."""
    prefix = formset.formset.prefix
    rows = formset.formset.total_form_count()
    return {f"{prefix}-TOTAL_FORMS": rows, f"{prefix}-INITIAL_FORMS": formset.formset.initial_form_count()}
