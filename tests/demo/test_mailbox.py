"""The demo's mailbox."""

from django.core.mail import EmailMultiAlternatives

from portal.demo import mailbox


def test_links_of_old_mails_lead_to_the_address_the_demo_has_now(settings, tmp_path):
    settings.DEMO_MAIL_DIR = tmp_path
    link = "http://localhost:8000/sak/2026-0001/"
    message = EmailMultiAlternatives("Saken", f"Se {link}", to=["a@example.org"])
    message.attach_alternative(f'<a href="{link}">Se</a>', "text/html")
    mailbox.EmailBackend().send_messages([message])

    settings.PORTAL_URL = "http://localhost:9001"
    [read] = mailbox.messages()

    assert read.text == "Se http://localhost:9001/sak/2026-0001/"
    assert read.html == '<a href="http://localhost:9001/sak/2026-0001/">Se</a>'
