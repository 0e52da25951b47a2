"""What many tests say in one word: an address in the administration, a day from today, what a page told."""

import datetime as dt

from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone


def admin(page: str, *args) -> str:
    return reverse(f"admin:{page}", args=args)


def days(count: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=count)


def told(response) -> list[str]:
    """The messages that wait for the next page."""
    return [str(message) for message in get_messages(response.wsgi_request)]
