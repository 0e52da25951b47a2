"""The demo's mail server: every message becomes a file, and a page reads the files."""

import json
import re
import uuid
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from portal.core import files

OWN_ADDRESS = re.compile(r"http://localhost:\d+")


@dataclass(frozen=True, slots=True)
class Message:
    name: str
    at: datetime
    to: str
    sender: str
    reply_to: str
    subject: str
    text: str
    html: str


class EmailBackend(BaseEmailBackend):
    def send_messages(self, email_messages) -> int:
        for message in email_messages:
            now = timezone.now()
            name = f"{now:%Y%m%d%H%M%S%f}-{uuid.uuid4().hex[:8]}"
            html = [body for body, kind in getattr(message, "alternatives", []) if kind == "text/html"]
            content = {
                "at": now.isoformat(),
                "to": ", ".join(message.to),
                "sender": parseaddr(message.from_email)[0],
                "reply_to": ", ".join(message.reply_to),
                "subject": str(message.subject),
                "text": message.body,
                "html": _with_portrait(html[0], message.attachments) if html else "",
            }
            files.write(settings.DEMO_MAIL_DIR / f"{name}.json", json.dumps(content, ensure_ascii=False).encode())
        return len(email_messages)


def _with_portrait(html: str, attachments: list) -> str:
    """A mail reader finds the picture among the parts; the page finds it in the text."""
    for image in attachments:
        html = html.replace("cid:portrait", f"data:image/jpeg;base64,{image.get_payload().replace(chr(10), '')}")
    return html


def messages(*, to: str = "", limit: int = 100) -> list[Message]:
    """The newest first; only to one address when given."""
    paths = sorted(settings.DEMO_MAIL_DIR.glob("*.json"), reverse=True)
    found = []
    for path in paths:
        message = _read(path)
        if not to or to == message.to:
            found.append(message)
        if len(found) == limit:
            break
    return found


def message(name: str) -> Message | None:
    path = settings.DEMO_MAIL_DIR / f"{name}.json"
    return _read(path) if name.replace("-", "").isalnum() and path.is_file() else None


def _read(path: Path) -> Message:
    # A mail keeps the address the demo had when it was sent; with another PORT its links would lead nowhere.
    written = OWN_ADDRESS.sub(settings.PORTAL_URL, path.read_text(encoding="utf-8"))
    content = json.loads(written)
    return Message(path.stem, datetime.fromisoformat(content.pop("at")), **content)
