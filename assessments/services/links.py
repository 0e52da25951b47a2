"""A link once more, for whoever asks for it by address; the answer tells nobody who is known.

Web writes one job row that holds a keyed hash of the address, whether anyone has it or not. The
keyworker looks for the hash among the addresses of those who are asked just now.
"""

import hashlib
import uuid

from django.conf import settings
from django.core.cache import cache
from django.core.mail import get_connection
from django.utils import timezone

from assessments import keys, mails, sealing
from assessments.models import Participation, RoundState
from portal.core import jobs
from portal.core.jobs import Lease
from portal.core.models import Job

PAUSE = 300
"""Seconds before the same address is heard again."""


def address_hash(email: str) -> str:
    """64 hexadecimal digits, under a key that follows from SECRET_KEY: the row tells no address."""
    key = hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=sealing.KEY_SIZE).digest()
    return sealing.derive(key, "address-v1", email.strip().lower()).hex()


def ask_for_links(email: str) -> None:
    """Order the links of this address, if it has any. The same work for an address nobody has."""
    digest = address_hash(email)
    if cache.add(f"links:{digest}", 1, PAUSE):
        jobs.enqueue("assessments.send_links", key=f"again:{uuid.uuid4()}", subject_id=digest)


def send_links(digest: str, lease: Lease) -> None:
    """Job of the keyworker: send this address its link of every round that takes answers, sent or not."""
    today = timezone.localdate()
    asked = Participation.objects.filter(
        round__state=RoundState.OPEN, round__deadline__gte=today, link_hash__isnull=False
    ).select_related("person", "round__application__group__organisation")
    found = [row for row in asked.order_by("pk") if address_hash(row.person.email) == digest]
    with get_connection() as connection:
        for participation in found:
            seed = keys.read_seed(participation.round_id)
            mails.send_link_again(connection, participation, seed)
    # Whoever has SECRET_KEY could try addresses until one fits, and learn years later who had lost her link.
    Job.objects.filter(pk=lease.row.pk).update(subject_id="")
    lease.finish()
