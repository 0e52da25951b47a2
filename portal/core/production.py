"""What a production process refuses to start with. Settings never refuse on import; web, workers and checks do."""

import os
import re

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

KEYWORKER_QUEUE = "keys"
DEFAULT_PASSWORDS = frozenset({"", "postgres", "password", "portal", "changeme", "secret"})
LOCAL = re.compile(r"^http://(localhost|127\.0\.0\.1)(:\d+)?$")


def problems() -> list[str]:
    """Settings no production process may have, each with the setting's name and what to do."""
    if settings.PORTAL_DEMO:
        if "sqlite" not in settings.DATABASES["default"]["ENGINE"]:
            return [_("PORTAL_DEMO: demoen kjører bare på SQLite. Fjern DATABASE_URL.")]
        return []
    if not settings.PRODUCTION and not settings.DEBUG:
        return []
    found = []
    if settings.DEBUG:
        found.append(_("DEBUG: må være av i drift."))
    if (
        settings.SECRET_KEY_IS_RANDOM
        or len(settings.SECRET_KEY) < 50
        or settings.SECRET_KEY.startswith("django-insecure")
    ):
        found.append(_("SECRET_KEY: sett en egen, tilfeldig nøkkel på minst 50 tegn."))
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        found.append(_("ALLOWED_HOSTS: skriv navnene portalen svarer på."))
    if not settings.IS_HTTPS and not LOCAL.match(settings.PORTAL_URL):
        found.append(_("PORTAL_URL: må begynne med https://."))
    database = settings.DATABASES["default"]
    if "postgresql" not in database["ENGINE"]:
        found.append(_("DATABASE_URL: drift krever PostgreSQL."))
    elif database["PASSWORD"] in DEFAULT_PASSWORDS:
        found.append(_("DATABASE_URL: bytt ut standardpassordet."))
    if not settings.REDIS_URL:
        found.append(_("REDIS_URL: drift krever Redis."))
    return found


def key_problems(*, is_keyworker: bool) -> list[str]:
    """Whether this process sees the key folders it must, and none it must not.

    Only the keyworker may reach the seal keys; web and keyworker share the draft keys.
    """
    if settings.PORTAL_DEMO or settings.TESTING:
        return []
    found = []
    seal, draft = str(settings.PORTAL_SEAL_KEYS), str(settings.PORTAL_DRAFT_KEYS)
    if is_keyworker:
        if not _readable(seal):
            found.append(_("PORTAL_SEAL_KEYS: nøkkelarbeideren må ha mappen."))
        if not _readable(draft):
            found.append(_("PORTAL_DRAFT_KEYS: nøkkelarbeideren må ha mappen."))
    elif _readable(seal):
        found.append(_("PORTAL_SEAL_KEYS: bare nøkkelarbeideren skal nå denne mappen."))
    return found


def refuse(found: list[str]) -> None:
    """Raise ImproperlyConfigured when anything was found."""
    if found:
        raise ImproperlyConfigured("\n".join(["Portalen starter ikke:", *found]))


def refuse_web() -> None:
    missing = (
        []
        if settings.PORTAL_DEMO or settings.TESTING or _readable(str(settings.PORTAL_DRAFT_KEYS))
        else [_("PORTAL_DRAFT_KEYS: webprosessen må kunne lese mappen.")]
    )
    refuse([*problems(), *key_problems(is_keyworker=False), *missing])


def refuse_worker(queues: set[str]) -> None:
    refuse([*problems(), *key_problems(is_keyworker=KEYWORKER_QUEUE in queues)])


def _readable(folder: str) -> bool:
    # An unset folder becomes Path("."), which is no answer.
    return folder not in ("", ".") and os.path.isdir(folder) and os.access(folder, os.R_OK)
