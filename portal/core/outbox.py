"""Mail as rows: queued in the service's transaction, rendered and sent by a worker.

The text template's first line is the subject. Variables are plain values; links
are made from PORTAL_URL, never from a request.
"""

import logging
from collections.abc import Callable
from email.mime.image import MIMEImage

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.utils import timezone

from portal.core import files, leases
from portal.core.leases import Lease, LeaseLost
from portal.core.models import LeaseState, Mail

logger = logging.getLogger(__name__)

Deliver = Callable[[Mail], None]

_senders: dict[str, Deliver] = {}

UNANSWERED_BY_MACHINES = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "OOF, AutoReply"}
"""RFC 3834 and Exchange's own: "I am away until Monday" would reach the consultant from one whom a reminder met,
and tell her who has not answered."""


def register(template: str, deliver: Deliver) -> None:
    """Give a template a sender of its own, run by the keyworker: mail that holds links to answer by."""
    _senders[template] = deliver


def queue(
    template: str, *, key: str, to=None, case: str = "", subject_id: object = "", not_before=None, **variables
) -> Mail:
    """Order a mail, at most one per key. Runs in the caller's transaction."""
    mail, _ = Mail.objects.get_or_create(
        key=key,
        defaults={
            "template": template,
            "queue": "keys" if template in _senders else "mail",
            "to": to,
            "case": case,
            "subject_id": str(subject_id),
            "variables": variables,
            "not_before": not_before or timezone.now(),
        },
    )
    return mail


def stop(mail: Mail) -> bool:
    """Keep a waiting mail from being sent. False when it is too late."""
    stopped = Mail.objects.filter(pk=mail.pk, state=LeaseState.WAITING).update(
        state=LeaseState.STOPPED, finished_at=timezone.now()
    )
    return bool(stopped)


def render(template: str, variables: dict, *, to: str) -> EmailMultiAlternatives:
    """The message of ``templates/<template>.txt`` and ``.html``.

    Among the variables ``reply_to`` is an address, and ``portrait`` a private JPEG file that the
    HTML may show as ``cid:portrait``; a file that is gone is left out.
    """
    portrait = _portrait(variables.get("portrait", ""))
    context = {**_context(variables), "portrait": portrait is not None}
    subject, text = _written(template, context)
    html = render_to_string(f"{template}.html", {**context, "subject": subject})
    reply_to = [variables["reply_to"]] if variables.get("reply_to") else None
    message = EmailMultiAlternatives(subject, text, to=[to], reply_to=reply_to, headers=UNANSWERED_BY_MACHINES)
    message.attach_alternative(html, "text/html")
    if portrait:
        message.mixed_subtype = "related"
        message.attach(portrait)
    return message


def subject_of(template: str, variables: dict) -> str:
    """What the message is about, without making the rest of it."""
    return _written(template, _context(variables))[0]


def _context(variables: dict) -> dict:
    brand = settings.PORTAL_BRAND
    return {"portal": brand, "portal_name": brand.portal, "portal_url": settings.PORTAL_URL, **variables}


def _written(template: str, context: dict) -> tuple[str, str]:
    """Subject and text: the first line and what follows it."""
    subject, _, text = render_to_string(f"{template}.txt", context).strip().partition("\n")
    return subject.strip(), text.strip() + "\n"


def _portrait(name: str) -> MIMEImage | None:
    path = files.private(name)
    if not name or not path.is_file():
        return None
    image = MIMEImage(path.read_bytes(), "jpeg")
    image.add_header("Content-ID", "<portrait>")
    image.add_header("Content-Disposition", "inline", filename="portrett.jpg")
    return image


def send(mail_id, *, queues) -> bool:
    """Claim and send one mail. False when there was nothing to claim."""
    lease = leases.claim(Mail, mail_id, queues=queues)
    if lease is None:
        return False
    mail = lease.row
    try:
        _senders.get(mail.template, deliver_to_user)(mail)
        lease.finish()
    except LeaseLost:
        logger.warning("mail %s: lease lost", mail.key)
    except Exception as error:
        logger.error("mail %s failed: %s", mail.key, type(error).__name__)
        lease.fail(error)
    return True


def deliver_to_user(mail: Mail) -> None:
    with get_connection() as connection:
        message = render(mail.template, mail.variables, to=mail.to.email)
        message.connection = connection
        message.send()


def send_due(*, queues=("mail", "keys")) -> int:
    """Send everything that is due in this process. Returns how many rows were taken."""
    due: list = list(leases.due(Mail, timezone.now()).filter(queue__in=queues).values_list("pk", flat=True))
    return sum(send(mail_id, queues=queues) for mail_id in due)


__all__ = ["Lease", "deliver_to_user", "queue", "register", "render", "send", "send_due", "stop"]
