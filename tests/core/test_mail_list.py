"""The outbox as the office reads it: what was sent to whom, found by name or case. The machine room reads states."""

import pytest
from django.urls import reverse

from enrollment.services import decide
from portal.core import outbox
from portal.core.models import Mail
from tests.factories.accounts import UserFactory
from tests.factories.enrollment import ApplicationFactory
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db

LIST = reverse("admin:core_mail_changelist")


@pytest.fixture
def letter() -> Mail:
    """The letter that gives a group its place."""
    office = UserFactory(roles=("office",))
    application = ApplicationFactory(submitted=True)
    decide(application, "admit", reason="Gruppen er <klar>.", by=office)
    return Mail.objects.filter(case=application.number).latest("created_at")


def page_of(client, mail: Mail) -> str:
    return client.get(reverse("admin:core_mail_change", args=[mail.pk])).content.decode()


def test_office_reads_the_letter(client, letter):
    sign_in(client, UserFactory(roles=("office",)))

    page = page_of(client, letter)

    assert "har fått plass" in page
    assert "Gruppen er &lt;klar&gt;." in page
    assert letter.template not in page


def test_operator_reads_states_and_neither_text_nor_names(client, letter):
    sign_in(client, UserFactory(roles=("operator",)))

    page = page_of(client, letter)
    listed = client.get(LIST, {"q": letter.to.email}).content.decode()

    assert letter.template in page
    assert [word for word in ("har fått plass", str(letter.to), letter.to.email, letter.case) if word in page] == []
    assert 'name="q"' not in listed
    assert str(letter.to) not in listed


def test_office_finds_a_mail_by_name_and_case(client, letter):
    sign_in(client, UserFactory(roles=("office",)))
    outbox.queue(
        "consultants/mail/passed_on", key="annen", to=UserFactory(), number="x", group="y", button="", button_url=""
    )

    for words in (letter.to.name.upper(), letter.to.email, letter.case):
        found = client.get(LIST, {"q": words}).context["cl"].result_list
        assert letter in found
        assert "annen" not in {mail.key for mail in found}


def test_text_to_those_who_are_asked_is_not_kept(client):
    mail = outbox.queue("assessments/mail/invitation", key="alle", case="2026-0001")
    sign_in(client, UserFactory(roles=("office",)))

    page = page_of(client, mail)

    assert "Til dem som er spurt: lenke" in page
    assert "Lages for hver enkelt idet den sendes" in page
