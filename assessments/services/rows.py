"""The four statements of an answer, written out.

They run with every page of every respondent. To have them composed anew each time took five times as long as to have
them answered (docs/benchmarks.md); everything rarer goes through the models.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import connection

HOLDER = """
SELECT p.id, p.link_hash, p.submitted, p.declined, r.id, r.state, r.deadline, r.instrument_id, r.view
FROM assessments_participation p JOIN assessments_assessmentround r ON r.id = p.round_id
WHERE p.link_hash = %s
"""
LOCK = "SELECT 1 FROM assessments_participation WHERE link_hash = %s"
BODY = "SELECT body FROM assessments_sheet WHERE participation_id = %s"
WRITE = """
INSERT INTO assessments_sheet (participation_id, body) VALUES (%s, %s)
ON CONFLICT (participation_id) DO UPDATE SET body = EXCLUDED.body
"""


@dataclass(frozen=True, slots=True)
class Holder:
    """The participation behind a link, and how its round stands."""

    pk: uuid.UUID
    link_hash: str
    submitted: bool
    declined: bool
    round_id: uuid.UUID
    state: str
    deadline: dt.date
    instrument_id: int
    view: str


def holder_of(link_hash: str) -> Holder | None:
    """None when no row knows the link, as after closing."""
    row = _first(HOLDER, link_hash)
    if row is None:
        return None
    pk, known_hash, submitted, declined, round_id, *rest = row
    return Holder(_from_row(pk), known_hash, submitted, declined, _from_row(round_id), *rest)


def lock(link_hash: str) -> None:
    """Until the transaction ends nobody else writes what belongs to this link."""
    _first(LOCK + (" FOR UPDATE" if connection.features.has_select_for_update else ""), link_hash)


def read_body(pk: uuid.UUID) -> bytes | None:
    """The sheet of a participation; None before anything is answered."""
    row = _first(BODY, _to_row(pk))
    return bytes(row[0]) if row else None


def write_body(pk: uuid.UUID, body: bytes) -> None:
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [_to_row(pk), connection.Database.Binary(body)])


def _first(sql: str, parameter) -> tuple | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, [parameter])
        return cursor.fetchone()


def _from_row(value) -> uuid.UUID:
    """SQLite keeps it as text."""
    return value if isinstance(value, uuid.UUID) else uuid.UUID(value)


def _to_row(value: uuid.UUID):
    return value if connection.features.has_native_uuid_field else value.hex
