"""What a consultant keeps in her own record."""

import base64
from datetime import date
from pathlib import Path
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from consultants.models import Absence, Consultant, Relation
from portal.accounts.services import invite
from portal.core import files, sandbox
from portal.core.workflow import TransitionNotAllowed, lock

PHOTOS = "photos"
PHOTO_READER = Path(__file__).parents[1] / "photo_reader.py"


@transaction.atomic
def save_about(consultant: Consultant, *, presentation: str, languages: list[str], sectors: list[str]) -> Consultant:
    """What leaders read of her."""
    return _save(consultant, presentation=presentation, languages=languages, sectors=sectors)


@transaction.atomic
def save_wishes(consultant: Consultant, *, levels, sectors: list[str]) -> Consultant:
    """Which groups she would rather have. Wishes bar nobody."""
    consultant = _save(consultant, preferred_sectors=sectors)
    consultant.preferred_levels.set(levels)
    return consultant


@transaction.atomic
def name_leader(consultant: Consultant, *, email: str) -> Consultant:
    """Her own leader, known by address alone; "" takes the name away."""
    leader = invite(email=email) if email else None
    if leader and leader.pk == consultant.user_id:
        raise TransitionNotAllowed([_("Skriv adressen til lederen din, ikke din egen.")])
    return _save(consultant, own_leader=leader)


def _save(consultant: Consultant, **fields) -> Consultant:
    consultant = lock(Consultant, pk=consultant.pk)
    for name, value in fields.items():
        setattr(consultant, name, value)
    consultant.save(update_fields=list(fields))
    return consultant


@transaction.atomic
def add_absence(consultant: Consultant, *, first_day: date, last_day: date) -> Absence:
    """Days she cannot work; groups whose period they touch go to others. Raises TransitionNotAllowed."""
    consultant = lock(Consultant, pk=consultant.pk)
    if last_day < first_day:
        raise TransitionNotAllowed([_("Siste dag kan ikke være før den første.")])
    if consultant.absences.filter(first_day__lte=last_day, last_day__gte=first_day).exists():
        raise TransitionNotAllowed([_("Du har allerede lagt inn fravær på noen av dagene.")])
    return consultant.absences.create(first_day=first_day, last_day=last_day)


@transaction.atomic
def remove_absence(consultant: Consultant, pk: int) -> None:
    consultant.absences.filter(pk=pk).delete()


@transaction.atomic
def declare_relation(consultant: Consultant, *, email: str) -> Relation:
    """That there is a tie to the person, and nothing about which. She need not be known to the portal yet."""
    person = invite(email=email)
    if person.pk == consultant.user_id:
        raise TransitionNotAllowed([_("Skriv adressen til en annen enn deg selv.")])
    relation, _is_new = Relation.objects.get_or_create(consultant=consultant, person=person)
    return relation


@transaction.atomic
def remove_relation(consultant: Consultant, pk: int) -> None:
    consultant.relations.filter(pk=pk).delete()


def store_photo(consultant: Consultant, content: bytes) -> Consultant:
    """Keep a square copy without metadata, made in a process of its own. Raises TransitionNotAllowed."""
    try:
        jpeg = base64.b64decode(sandbox.read(PHOTO_READER, content)["jpeg"])
    except sandbox.Unreadable:
        raise TransitionNotAllowed([_("Bildet kan ikke leses. Lagre det som JPEG eller PNG, og prøv igjen.")]) from None
    name = f"{uuid4().hex}.jpg"
    files.write(photo_path(name), jpeg)
    return _replace_photo(consultant, name)


def remove_photo(consultant: Consultant) -> Consultant:
    return _replace_photo(consultant, "")


@transaction.atomic
def _replace_photo(consultant: Consultant, name: str) -> Consultant:
    former = lock(Consultant, pk=consultant.pk).photo
    consultant = _save(consultant, photo=name)
    if former:
        transaction.on_commit(lambda: photo_path(former).unlink(missing_ok=True))
    return consultant


def photo_path(name: str) -> Path:
    return files.private(f"{PHOTOS}/{name}")
