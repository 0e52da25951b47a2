"""Closing: the round's answers become figures once, and then neither answers nor keys are left.

    start_closing (committed)  ->  close_round: open, publish, write, delete in one fenced transaction
                               ->  end_of_keys: check what was committed, keep a copy, destroy the keys

A kill leaves "nothing published, keys there" or "published, keys gone after the sweep".
"""

import datetime as dt
import json
import logging
import random

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments import keys, mails, queries, sealing
from assessments.models import (
    AssessmentRound,
    Comment,
    EarlierSheet,
    FactorResult,
    Participation,
    RoundResult,
    RoundState,
    Sheet,
)
from assessments.publication import Answers, PublicationError, Published, Rules, publish
from assessments.sealing import SheetRefused
from assessments.services.answers import mark_all_answered
from assessments.services.editions import norm_in_force
from assessments.services.instruments import load_version
from assessments.workflow import HELD_DAYS, ROUND, is_under_gate
from enrollment.models import Membership, MembershipRole
from enrollment.queries import answering_members
from portal.core import files, jobs
from portal.core.jobs import Lease
from portal.core.models import LeaseState
from portal.core.workflow import add_event, lock

logger = logging.getLogger(__name__)

COUNT_FROM = dt.time(6)
SWEEP_FROM = dt.time(2)


@transaction.atomic
def order_closing(round_: AssessmentRound, *, by=None) -> AssessmentRound:
    """Stop taking answers and order the closing.

    By the consultant when all have answered, by the tick after the deadline, and by the
    consultant knowingly from "for få svar" with three or more. Raises TransitionNotAllowed.
    """
    round_ = lock(AssessmentRound, pk=round_.pk)
    ROUND.move(round_, "start_closing", by=by)
    last = round_.events.order_by("-pk").values_list("pk", flat=True).first()
    jobs.enqueue("assessments.close_round", key=f"close:{round_.pk}:{last}", subject_id=round_.pk)
    return round_


@transaction.atomic
def discard(round_: AssessmentRound, *, by=None) -> AssessmentRound:
    """Throw away the answers of a held round unopened, and with them the keys."""
    round_ = lock_with_asked(round_.pk)
    ROUND.move(round_, "discard", by=by)
    forget_answers(round_)
    jobs.enqueue("assessments.end_of_keys", key=f"keys:{round_.pk}", subject_id=round_.pk)
    return round_


def close_round(round_id: str, lease: Lease) -> None:
    """Job of the keyworker. Repeating it is harmless: a round that is not closing is left alone.

    A sheet that is forged or copied, or a result that its own check refuses, stops the job for
    good: nothing is published, the round stays "lukkes", and the alarm stands among its events.
    """
    try:
        with transaction.atomic():
            round_ = lock_with_asked(round_id)
            if round_.state == RoundState.CLOSING:
                _hold_or_publish(round_)
            lease.finish()
    except (SheetRefused, PublicationError) as error:
        _alarm(round_id, lease, type(error).__name__)
        return
    end_of_keys(round_id)


def end_of_keys(round_id: str, lease: Lease | None = None) -> None:
    """Destroy the keys of a round whose end is committed, after a copy of its result is safe. Repeatable."""
    round_ = AssessmentRound.objects.get(pk=round_id)
    if round_.state == RoundState.CLOSED:
        store_copy(round_)
    if round_.state in (RoundState.CLOSED, RoundState.DISCARDED):
        keys.destroy(round_.pk)


def sweep_keys(_subject_id: str, lease: Lease | None = None) -> None:
    """Job of every night: end what a kill has left. Keys of rounds this database does not know are left alone.

    Half of a private file may hold a comment that was withheld later.
    """
    keys.remove_parts()
    files.remove_parts(settings.PORTAL_FILES_DIR)
    ended = AssessmentRound.objects.filter(
        pk__in=keys.rounds_with_keys(), state__in=[RoundState.CLOSED, RoundState.DISCARDED]
    )
    for round_id in ended.order_by("pk").values_list("pk", flat=True):
        end_of_keys(round_id)


def store_copy(round_: AssessmentRound) -> None:
    """Keep the frozen result in the private file store, for a database that must be restored.

    Written again when a comment is masked or withdrawn, so that no copy knows more than the rows.
    """
    comments = list(round_.comments.order_by("pk").values("question", "text", "withheld"))
    copy = {
        "format": "round/1",
        "round": str(round_.pk),
        "case": round_.application.number,
        "sequence": round_.sequence,
        "closed_on": round_.closed_on.isoformat(),
        "asked": round_.result.asked,
        "published": round_.result.published,
        "norm": round_.result.norm,
        "comments": comments,
    }
    content = json.dumps(copy, ensure_ascii=False, indent=1, sort_keys=True).encode()
    files.write(files.private(f"results/{round_.pk}.json"), content)


# Inside the one transaction -------------------------------------------------


def lock_with_asked(round_id) -> AssessmentRound:
    """The round and all its participations, locked until the transaction ends.

    Participations first, as those who answer lock them: an answer on its way is waited for, a later one is refused.
    """
    list(Participation.objects.select_for_update().filter(round=round_id).order_by("pk").values_list("pk"))
    return lock(AssessmentRound, pk=round_id)


def _hold_or_publish(round_: AssessmentRound) -> None:
    asked = round_.participations.count()
    if is_under_gate(round_, submitted=queries.submitted_count(round_), asked=asked):
        ROUND.move(round_, "hold", held_on=timezone.localdate())
        mails.tell_consultant(round_, "held")
        return
    _write_result(round_, _publish(round_), asked)
    forget_answers(round_)
    ROUND.move(round_, "close", closed_on=timezone.localdate())
    jobs.enqueue("assessments.store_report", key=f"report:{round_.pk}:closed", subject_id=round_.pk)
    mails.tell_consultant(round_, "closed")


def _publish(round_: AssessmentRound) -> Published:
    """Open the sealed sheets in memory and compute what may be shown. Raises SheetRefused, PublicationError."""
    instrument = load_version(round_.instrument_id)
    people, answers = _open_sheets(round_, instrument.item_keys)
    leader = _marked_leader(round_)
    return publish(
        answers,
        instrument,
        Rules(),
        view=round_.view,
        leader=people.index(leader) if leader in people else None,
        shuffle=random.SystemRandom().shuffle,
    )


def _marked_leader(round_: AssessmentRound):
    """The leader who chose to have her own answer shown; not one who was put in the lead after the list was confirmed:
    a colleague's answer must never stand there as the leader's."""
    leader = answering_members(round_.application.group).filter(role=MembershipRole.LEADER).first()
    if not round_.leader_marker or leader is None:
        return None
    put_there = Membership.history.filter(id=leader.pk, history_type="+", history_date__lte=round_.list_confirmed_at)
    return leader.user_id if put_there.exists() else None


def _open_sheets(round_: AssessmentRound, item_keys: tuple[str, ...]) -> tuple[list, list[Answers]]:
    """Whose sheets they are, and what they hold, in the same order. Each must hold the token of its own row."""
    seed = keys.read_seed(round_.pk)
    private_key = sealing.seal_private_key(seed)
    answered = round_.participations.filter(queries.HAS_ANSWERED).select_related("person", "sheet", "earlier_sheet")
    people, answers = [], []
    for participation in answered.order_by("pk"):
        sheet = getattr(participation, "sheet" if participation.submitted else "earlier_sheet", None)
        if sheet is None:
            raise SheetRefused
        # An address that was mended gives a new link; what was sent by the old one stays good.
        email = participation.person.email if participation.submitted else sheet.email
        versions = range(1, participation.link_version + 1)
        tokens = {sealing.link_token(seed, participation.pk, version, email) for version in versions}
        content = sealing.unseal(sheet.body, tokens=tokens, item_keys=item_keys, private_key=private_key)
        people.append(participation.person_id)
        answers.append(Answers(content.items, content.texts))
    return people, answers


def _write_result(round_: AssessmentRound, published: Published, asked: int) -> None:
    result = RoundResult.objects.create(
        round=round_,
        respondents=published.respondents,
        asked=asked,
        # Comments live in their own rows alone: what is masked there must not survive here.
        published=json.loads(published.without_comments().to_json()),
        norm=norm_in_force(round_.instrument),
    )
    FactorResult.objects.bulk_create(
        FactorResult(result=result, factor=factor.key, mean=factor.mean) for factor in published.factors
    )
    comments = [
        Comment(round=round_, question=question, text=text)
        for question, texts in published.comments.items()
        for text in texts
    ]
    random.SystemRandom().shuffle(comments)
    Comment.objects.bulk_create(comments)


def forget_answers(round_: AssessmentRound) -> None:
    """Delete the sheets and empty what the round knew of each person, in one update.

    A database keeps rows in the order they were last written, and so far that is the order of
    sending: who never answered stands first. Writing each once more, shuffled, breaks that order.
    """
    for sheets in (Sheet, EarlierSheet):
        sheets.objects.filter(participation__round=round_).delete()
    rows = list(round_.participations.order_by("pk").values_list("pk", flat=True))
    random.SystemRandom().shuffle(rows)
    for pk in rows:
        round_.participations.filter(pk=pk).update(mails_sent=0)
    round_.participations.update(link_hash=None, submitted=None, declined=None, mails_sent=None)


def _alarm(round_id, lease: Lease, reason: str) -> None:
    """Say that closing was stopped, without a word of what was in the sheets."""
    logger.error("round %s: closing stopped: %s", round_id, reason)
    with transaction.atomic():
        round_ = lock(AssessmentRound, pk=round_id)
        note = _("Lukkingen er stanset av en kontroll. Ingenting er publisert. Ta kontakt med drift.")
        add_event(round_, "alarm", note=f"{note} ({reason})")
        lease.finish(LeaseState.FAILED)


# Ticks ----------------------------------------------------------------------


def close_due_rounds() -> None:
    """Tick: a deadline ends at the end of its day."""
    due = AssessmentRound.objects.filter(state=RoundState.OPEN, deadline__lt=timezone.localdate())
    for round_ in due.order_by("pk"):
        order_closing(round_)


def update_counts(now: dt.datetime | None = None) -> None:
    """Tick: set each open round's shown count once a day, the first time after six in the morning.

    "Alle har svart" is looked at each time; two last answers at the same moment may both have missed it.
    """
    local = timezone.localtime(now)
    open_rounds = AssessmentRound.objects.filter(state__in=[RoundState.OPEN, RoundState.CLOSING, RoundState.HELD])
    for round_id in open_rounds.filter(state=RoundState.OPEN, all_answered=False).order_by("pk").values_list("pk"):
        mark_all_answered(round_id[0])
    if local.time() < COUNT_FROM:
        return
    for round_ in open_rounds.exclude(shown_count_on=local.date()).order_by("pk"):
        AssessmentRound.objects.filter(pk=round_.pk).update(
            shown_count=queries.submitted_count(round_), shown_count_on=local.date()
        )


def discard_forgotten_rounds() -> None:
    """Tick: answers that were held for fourteen days without a choice are thrown away unopened."""
    last_day = timezone.localdate() - dt.timedelta(days=HELD_DAYS)
    forgotten = AssessmentRound.objects.filter(state=RoundState.HELD, held_on__lte=last_day)
    for round_ in forgotten.order_by("pk"):
        discard(round_)


def order_sweep() -> None:
    """Tick: one sweep a night."""
    local = timezone.localtime()
    if local.time() >= SWEEP_FROM:
        jobs.enqueue("assessments.sweep_keys", key=f"sweep:{local:%Y-%m-%d}")
