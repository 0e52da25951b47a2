"""What the holder of a link can do: look, save, send, withdraw, decline. Nothing here knows who she is.

Every write locks the participation and then reads the round anew as open and in time. Closing
commits its state first and then locks the participations, so an answer is either in the result
or refused.
"""

from collections.abc import Mapping

from django.core.cache import cache
from django.db import transaction

from assessments import keys, sealing
from assessments.models import AssessmentRound, EarlierSheet, Participation
from assessments.queries import HAS_ANSWERED
from assessments.sealing import SheetContent, SheetRefused
from assessments.services import rows
from assessments.services.instruments import load_version
from assessments.services.rows import Holder
from assessments.workflow import accepts_answers

MOST_ATTEMPTS = 10
ATTEMPTS_FORGOTTEN = 3600
"""Seconds."""


class RoundIsClosed(Exception):
    """The round takes no answers: the deadline has passed, or it is closed."""


class AlreadySubmitted(Exception):
    """The sheet is sealed; nobody can read or change it."""


class NothingAnswered(Exception):
    """There is nothing on the sheet to send."""


class DraftLocked(Exception):
    """The draft does not open with what the person has brought: she has set a code of her own."""


class TooManyAttempts(Exception):
    """The code has been wrong so often that one must wait."""


class TextTooLong(Exception):
    """A text is over the limit. The form tells the person before it comes to this."""


def open_link(token: str) -> Holder | None:
    """Who stands behind a link, in one query; None for an unknown link."""
    return rows.holder_of(sealing.link_hash(token)) if sealing.is_token(token) else None


def load_sheet(holder: Holder, token: str, code_key: bytes = b"") -> SheetContent:
    """What the person has answered so far; empty before the first page. After sending, empty for good.

    Raises KeysMissing when the round's draft key is not here, DraftLocked without her code.
    """
    return SheetContent() if holder.submitted else _draft(holder, token, code_key)


@transaction.atomic
def save_draft(
    participation: Participation | Holder,
    token: str,
    *,
    items: Mapping[str, int | None] | None = None,
    texts: Mapping[str, str] | None = None,
    code_key: bytes = b"",
) -> SheetContent:
    """Add answers to the draft. What is not mentioned stays; an empty text removes the text.

    ``items`` maps to a value of the scale, or None for "vet ikke". Saving the same page twice
    is the same as once. Raises RoundIsClosed, AlreadySubmitted, DraftLocked, TextTooLong, KeyError
    for an item or question that is not asked, ValueError for a value outside the scale.
    """
    holder = _lock_open(participation)
    if holder.submitted:
        raise AlreadySubmitted
    content = _merged(holder, _draft(holder, token, code_key), items or {}, texts or {})
    _write_draft(holder, token, content, code_key)
    return content


@transaction.atomic
def submit(participation: Participation | Holder, token: str, code_key: bytes = b"") -> None:
    """Seal the draft to the round's key. Sent twice is sent once.

    Raises RoundIsClosed, DraftLocked or NothingAnswered; then the draft is as it was.
    """
    holder = _lock_open(participation)
    if holder.submitted:
        return
    content = _draft(holder, token, code_key)
    if content.is_empty:
        raise NothingAnswered
    public_key = keys.read_draft_keys(holder.round_id).public_key
    item_keys = load_version(holder.instrument_id).item_keys
    body = sealing.seal(content, token=token, item_keys=item_keys, public_key=public_key)
    rows.write_body(holder.pk, body)
    EarlierSheet.objects.filter(participation=holder.pk).delete()
    Participation.objects.filter(pk=holder.pk).update(submitted=True, declined=False)
    mark_all_answered(holder.round_id)


@transaction.atomic
def withdraw(participation: Participation | Holder, token: str) -> None:
    """Take back what was sent: the sealed body is overwritten, and one may start afresh. Raises RoundIsClosed."""
    holder = _lock_open(participation)
    if not holder.submitted:
        return
    _write_draft(holder, token, SheetContent())
    Participation.objects.filter(pk=holder.pk).update(submitted=False)


@transaction.atomic
def set_code(participation: Participation | Holder, token: str, code: str, *, code_key: bytes = b"") -> bytes:
    """Lock the draft with a code of her own beside the link; ``code_key`` is that of an earlier code.

    Returns what her browser keeps in place of the code. Raises RoundIsClosed, AlreadySubmitted, DraftLocked.
    """
    holder = _lock_open(participation)
    if holder.submitted:
        raise AlreadySubmitted
    content = _draft(holder, token, code_key)
    made = _code_key(holder, token, code)
    _write_draft(holder, token, content, made)
    return made


def try_code(holder: Holder, token: str, code: str) -> bytes:
    """What opens the draft, when the code does. Raises DraftLocked, TooManyAttempts after ten wrong ones in an hour."""
    counter = f"code:{sealing.derive(_pepper(holder), 'attempts-v1', token).hex()}"
    attempts = cache.get(counter, 0)
    if attempts >= MOST_ATTEMPTS:
        raise TooManyAttempts
    made = _code_key(holder, token, code)
    try:
        load_sheet(holder, token, made)
    except DraftLocked:
        cache.set(counter, attempts + 1, ATTEMPTS_FORGOTTEN)
        raise
    return made


@transaction.atomic
def drop_draft(participation: Participation | Holder, token: str) -> None:
    """Begin afresh with an empty sheet and no code. Raises RoundIsClosed, AlreadySubmitted."""
    holder = _lock_open(participation)
    if holder.submitted:
        raise AlreadySubmitted
    _write_draft(holder, token, SheetContent())


def decline(participation: Participation | Holder) -> None:
    """Stop the reminders. Nobody is told. Raises RoundIsClosed or AlreadySubmitted."""
    _set_declined(participation, True)


def undo_decline(participation: Participation | Holder) -> None:
    _set_declined(participation, False)


@transaction.atomic
def _set_declined(participation: Participation | Holder, declined: bool) -> None:
    holder = _lock_open(participation)
    if holder.submitted:
        raise AlreadySubmitted
    Participation.objects.filter(pk=holder.pk).update(declined=declined)


def mark_all_answered(round_id) -> None:
    """The one fact about answers that shows at once, and stays, so that it cannot tell of a withdrawal."""
    if not Participation.objects.filter(round=round_id).exclude(HAS_ANSWERED).exists():
        AssessmentRound.objects.filter(pk=round_id).update(all_answered=True)


# Inside ---------------------------------------------------------------------


def _lock_open(participation: Participation | Holder) -> Holder:
    """The row behind the link, locked first, with the round as it stands after that. Raises RoundIsClosed."""
    link_hash = participation.link_hash or ""
    rows.lock(link_hash)
    # A statement of its own: what was joined to the lock would be the round as it was before the waiting.
    holder = rows.holder_of(link_hash)
    if holder is None or not accepts_answers(holder):
        raise RoundIsClosed
    return holder


def _draft(holder: Holder, token: str, code_key: bytes) -> SheetContent:
    """With her code, or without: a browser may still hold the code of a draft that was dropped on another device."""
    body = rows.read_body(holder.pk)
    if body is None:
        return SheetContent()
    pepper = _pepper(holder)
    item_keys = load_version(holder.instrument_id).item_keys
    for each in (code_key, b"") if code_key else (b"",):
        try:
            key = sealing.draft_key(pepper, token, each)
            return sealing.open_draft(body, item_keys=item_keys, key=key)
        except SheetRefused:
            continue
    raise DraftLocked


def _write_draft(holder: Holder, token: str, content: SheetContent, code_key: bytes = b"") -> None:
    key = sealing.draft_key(_pepper(holder), token, code_key)
    body = sealing.lock_draft(content, item_keys=load_version(holder.instrument_id).item_keys, key=key)
    rows.write_body(holder.pk, body)


def _pepper(holder: Holder) -> bytes:
    return keys.read_draft_keys(holder.round_id).pepper


def _code_key(holder: Holder, token: str, code: str) -> bytes:
    return sealing.code_key(code, pepper=_pepper(holder), token=token)


def _merged(holder: Holder, before: SheetContent, items: Mapping, texts: Mapping) -> SheetContent:
    instrument = load_version(holder.instrument_id)
    questions = {question.key for question in instrument.open_questions}
    for key, value in items.items():
        if key not in instrument.item_keys:
            raise KeyError(key)
        if value is not None and value not in instrument.scale.values:
            raise ValueError("outside the scale")
    if set(texts) - questions:
        raise KeyError("question")
    cleaned = {key: sealing.clean_text(text) for key, text in texts.items()}
    if any(len(text) > sealing.TEXT_LIMIT for text in cleaned.values()):
        raise TextTooLong
    all_texts = {key: text for key, text in {**before.texts, **cleaned}.items() if text}
    return SheetContent({**before.items, **items}, all_texts)
