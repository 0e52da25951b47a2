"""Mail is ordered once, sent once, and waits for a mail server that is away."""

import pytest
from aiosmtpd.controller import Controller
from django.core import mail as django_mail
from django.utils import timezone

from portal.accounts import services as accounts
from portal.core import outbox
from portal.core.models import LeaseState, Mail
from tests.services import free_port

pytestmark = pytest.mark.django_db


@pytest.fixture
def template(settings, tmp_path):
    """A mail with a hostile variable in subject and body."""
    folder = tmp_path / "templates/tests/mail"
    folder.mkdir(parents=True)
    (folder / "hello.txt").write_text("Hei {{ name }}\n\nLes {{ portal_url }}\n")
    (folder / "hello.html").write_text("<p>Hei {{ name }}</p>")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path / "templates"]}]
    return "tests/mail/hello"


@pytest.fixture
def kari():
    return accounts.invite(email="kari@virksomhet.example", name="Kari")


def test_one_mail_per_key(template, kari):
    for _ in range(2):
        outbox.queue(template, key="hello:1", to=kari, name="Kari")

    assert outbox.send_due() == 1
    assert [message.subject for message in django_mail.outbox] == ["Hei Kari"]
    assert outbox.send_due() == 0


def test_row_holds_variables_not_text(template, kari):
    row = outbox.queue(template, key="hello:1", to=kari, name="Kari")

    assert row.variables == {"name": "Kari"}
    assert row.queue == "mail"


def test_link_comes_from_the_setting(template, kari, settings):
    settings.PORTAL_URL = "https://portal.example"
    outbox.queue(template, key="hello:1", to=kari, name="Kari")

    outbox.send_due()

    assert "https://portal.example" in django_mail.outbox[0].body


def test_header_injection_is_refused_and_markup_is_inert(template, kari):
    outbox.queue(template, key="hello:1", to=kari, name="<b>Kari</b>\r\nBcc: alle@virksomhet.example")

    outbox.send_due()

    message = django_mail.outbox[0]
    assert "\n" not in message.subject
    assert message.recipients() == ["kari@virksomhet.example"]
    assert "<b>" not in message.alternatives[0].content


def test_stopped_mail_is_never_sent(template, kari):
    row = outbox.queue(template, key="hello:1", to=kari, name="Kari")

    assert outbox.stop(row)
    assert outbox.send_due() == 0
    assert not outbox.stop(row)


def test_mail_with_links_belongs_to_the_keyworker(template, kari, monkeypatch):
    monkeypatch.setattr(outbox, "_senders", {template: outbox.deliver_to_user})

    row = outbox.queue(template, key="hello:1", to=kari, name="Kari")

    assert row.queue == "keys"
    assert not outbox.send(row.pk, queues=["mail"])
    assert outbox.send(row.pk, queues=["keys"])


class Sink:
    def __init__(self):
        self.received = []

    async def handle_DATA(self, server, session, envelope):
        self.received.append(envelope.rcpt_tos)
        return "250 OK"


def test_mail_server_away_means_mail_later(template, kari, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    row = outbox.queue(template, key="hello:1", to=kari, name="Kari")

    outbox.send_due()
    row.refresh_from_db()
    assert (row.state, row.error) == (LeaseState.WAITING, "ConnectionRefusedError")

    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=settings.EMAIL_PORT)
    controller.start()
    try:
        Mail.objects.update(not_before=timezone.now())
        outbox.send_due()
    finally:
        controller.stop()
    assert sink.received == [["kari@virksomhet.example"]]
    assert Mail.objects.get().state == LeaseState.DONE
