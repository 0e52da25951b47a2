"""When keys are lost, and when a database has been restored from before a closing."""

import json
import uuid

from django.db import transaction
from django.utils import timezone

from assessments import keys, mails
from assessments.models import AssessmentRound, Comment, FactorResult, RoundResult, RoundState
from assessments.publication import Published
from assessments.services.closing import forget_answers, lock_with_asked
from assessments.workflow import KEPT, ROUND, UNFINISHED
from portal.core import files, jobs, outbox
from portal.core.jobs import Lease

EVERY = 10
"""Minutes between two checks."""


def order_check() -> None:
    """Tick: one check in each ten minutes."""
    now = timezone.now()
    jobs.enqueue("assessments.check_keys", key=f"keys:{now:%Y-%m-%d %H}:{now.minute // EVERY}")


def check_keys(_subject_id: str, lease: Lease | None = None) -> None:
    """Job of the keyworker: a round whose seed is gone, or gives another public key, is lost.

    Raises KeysMissing when a whole folder is not there: then a disk is not mounted, and nothing is lost yet.
    """
    keys.require_folders()
    waiting = AssessmentRound.objects.filter(state__in=KEPT).order_by("pk")
    for round_id in waiting.values_list("pk", flat=True):
        if not keys.fit(round_id):
            _lose(round_id)


@transaction.atomic
def _lose(round_id) -> None:
    """The round ends without a result: sheets nobody can open are deleted, and everyone asked is told.

    Looked at again under the lock: a round that has closed meanwhile has no keys, and should not.
    """
    round_ = lock_with_asked(round_id)
    if round_.state not in KEPT or keys.fit(round_id):
        return
    ROUND.move(round_, "lose")
    forget_answers(round_)
    mails.tell_consultant(round_, "lost_consultant")
    for participation in round_.participations.select_related("person").order_by("pk"):
        outbox.queue(
            "assessments/mail/lost",
            key=f"lost:{round_.pk}:{participation.person_id}",
            to=participation.person,
            case=round_.application.number,
            subject_id=round_.pk,
            organisation=str(round_.application.group.organisation),
            consultant=round_.consultant_name,
            reply_to=round_.consultant_email,
        )


def recover(round_id) -> str:
    """Bring a round of a restored database to where it was, as far as that is kept. Repeatable.

    Returns "closed" when its frozen result was in the file store, "lost" when its keys have been
    destroyed and there is none, "" when there was nothing to do: its keys are here, or it has ended.
    """
    copy = _read_copy(round_id)
    with transaction.atomic():
        round_ = lock_with_asked(round_id)
        if round_.state not in UNFINISHED or not keys.is_gone(round_id):
            return ""
        if copy is None:
            ROUND.move(round_, "lose")
            forget_answers(round_)
            mails.tell_consultant(round_, "lost_consultant")
            return RoundState.LOST
        _restore(round_, copy)
    keys.destroy(round_id)
    return RoundState.CLOSED


def unfinished_rounds() -> list:
    return list(AssessmentRound.objects.filter(state__in=UNFINISHED).order_by("pk").values_list("pk", flat=True))


# Inside ---------------------------------------------------------------------


def _read_copy(round_id) -> dict | None:
    path = files.private(f"results/{uuid.UUID(str(round_id))}.json")
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None


def _restore(round_: AssessmentRound, copy: dict) -> None:
    published = Published.from_json(json.dumps(copy["published"]))
    result = RoundResult.objects.create(
        round=round_,
        respondents=published.respondents,
        asked=copy["asked"],
        published=copy["published"],
        norm=copy["norm"],
    )
    FactorResult.objects.bulk_create(
        FactorResult(result=result, factor=factor.key, mean=factor.mean) for factor in published.factors
    )
    # Comments are shown by key; sorted new keys keep the order the report had.
    new_keys = sorted(uuid.uuid4() for _each in copy["comments"])
    Comment.objects.bulk_create(
        Comment(id=key, round=round_, **comment) for key, comment in zip(new_keys, copy["comments"], strict=True)
    )
    forget_answers(round_)
    ROUND.move(round_, "recover", closed_on=copy["closed_on"])
    round_.refresh_from_db()
    jobs.enqueue("assessments.store_report", key=f"report:{round_.pk}:closed", subject_id=round_.pk)
