"""The draft of a plan, and publishing it."""

import hashlib
import json
import platform
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultants import matching
from consultants.board.instance import Draft, as_text, load_draft
from consultants.facts import assess, period_of
from consultants.matching.candidates import find_candidates
from consultants.matching.fields import InstanceError
from consultants.matching.instance import read_instance
from consultants.matching.result import Report, best_plan
from consultants.models import ChoiceKind, Consultant, MatchChoice, MatchRound, MatchRun
from consultants.services.engagements import assign_lead
from enrollment.models import Application, Intake
from portal.core.workflow import TransitionNotAllowed, lock

OWN_PLAN = gettext_lazy("Planen gir deg selv et oppdrag. Be en kollega på programkontoret om å publisere den.")


@transaction.atomic
def choose_pair(intake: Intake, application: Application, consultant: Consultant, kind: str) -> None:
    """Pin the pair in the draft, or keep it out. A new pin takes the place of the group's old one.

    Raises TransitionNotAllowed with the rules that keep the pair from being pinned.
    """
    round_ = open_round(intake)
    if kind == ChoiceKind.PIN:
        rows = Consultant.objects.filter(pk=consultant.pk).order_by("pk")
        candidate = assess(application, rows, period=period_of(application))[0]
        if candidate.codes:
            raise TransitionNotAllowed(candidate.reasons)
    MatchChoice.objects.filter(application=application, consultant=consultant).delete()
    if kind == ChoiceKind.PIN:
        MatchChoice.objects.filter(application=application, kind=ChoiceKind.PIN).delete()
    MatchChoice.objects.create(round=round_, application=application, consultant=consultant, kind=kind)


@transaction.atomic
def release_pair(intake: Intake, application: Application, consultant: Consultant) -> None:
    """Let the plan decide about the pair again."""
    open_round(intake)
    MatchChoice.objects.filter(application=application, consultant=consultant).delete()


@transaction.atomic
def set_up_round(intake: Intake, **fields) -> MatchRound:
    """Change the weights, or whether assigned groups may be moved."""
    round_ = open_round(intake)
    for name, value in fields.items():
        setattr(round_, name, value)
    round_.save()
    return round_


@transaction.atomic
def publish_plan(intake: Intake, *, seen: str, by) -> MatchRun:
    """Assign every pair of the plan, and keep what it was made from.

    ``seen`` is the ``fingerprint`` of the draft the office has looked at: a plan made of other facts is not what was
    decided. Each pair passes ``assign_lead``, with all its rules and letters; one that fails stops them all. Raises
    TransitionNotAllowed.
    """
    round_ = open_round(intake)
    draft = load_draft(round_)
    if fingerprint(draft) != seen:
        raise TransitionNotAllowed([_("Noe har endret seg siden du så planen. Se over den på nytt.")])
    text = as_text(draft.raw)
    try:
        leads, result = solved(text)
    except InstanceError:
        raise TransitionNotAllowed([_("En lås i utkastet går ikke lenger. Løs den opp først.")]) from None
    new = {number: lead for number, lead in leads.items() if draft.held.get(number) != lead}
    if not new:
        raise TransitionNotAllowed([_("Planen endrer ingenting. Det er ingenting å publisere.")])
    if any(draft.consultants[key].user_id == by.pk for key in new.values()):
        raise TransitionNotAllowed([str(OWN_PLAN)])
    lock_all(Application, [draft.applications[number].pk for number in new])
    lock_all(Consultant, [draft.consultants[key].pk for key in new.values()])
    run = MatchRun.objects.create(
        round=round_, number=round_.runs.count() + 1, instance=text, result=result, versions=versions(), by=by
    )
    for number in in_order(new, draft):
        assign(draft.applications[number], draft.consultants[new[number]], by=by)
    MatchChoice.objects.filter(application__in=[draft.applications[number] for number in new]).delete()
    return run


def open_round(intake: Intake) -> MatchRound:
    """The intake's row, made when it is missing, locked: drafts and publishing of one intake come one by one."""
    MatchRound.objects.get_or_create(intake=intake)
    return lock(MatchRound, intake=intake)


def lock_all(model, keys: Iterable[object]) -> None:
    """Take the locks in one order, cases before consultants as ``assign_lead`` does: nobody waits in a circle."""
    list(model.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))


def assign(application: Application, consultant: Consultant, *, by) -> None:
    try:
        assign_lead(application, consultant, by=by)
    except TransitionNotAllowed as refusal:
        where = f"{application.group.organisation}, {consultant}"
        raise TransitionNotAllowed([f"{where}: {sentence}" for sentence in refusal.missing]) from None


def in_order(new: dict[str, str], draft: Draft) -> list[str]:
    """The groups in such an order that a consultant gives a group away before she gets another in its place."""
    room = {row["id"]: row["slots"] - row["load"] for row in draft.raw["consultants"]}
    for lead in draft.held.values():
        room[lead] -= 1
    ordered, left = [], sorted(new)
    while left:
        ready = next((number for number in left if room[new[number]] > 0), left[0])
        left.remove(ready)
        ordered.append(ready)
        room[new[ready]] -= 1
        if ready in draft.held:
            room[draft.held[ready]] += 1
    return ordered


def published_pairs(run: MatchRun) -> list[dict[str, str]]:
    """Case number and consultant's key of each pair of a published plan, as it was."""
    return [{"number": row["group"], "key": row["lead"]} for row in json.loads(run.result)["assignments"]]


def fingerprint(draft: Draft) -> str:
    """The same for the same facts and choices."""
    return hashlib.sha256(as_text(draft.raw).encode()).hexdigest()[:32]


def solved(text: str) -> tuple[dict[str, str], str]:
    """What each group gets, and the result file; the way of ``match_instance``. Raises InstanceError."""
    candidates = find_candidates(read_instance(text.encode()))
    plan = best_plan(candidates)
    instance = candidates.instance
    leads = {instance.groups[g].id: instance.consultants[c].id for g, _role, c in plan.seats()}
    return leads, "".join(Report(candidates, plan).pieces())


@cache
def versions() -> dict[str, str]:
    """What a plan is solved with: the solver's own source, and Python's version."""
    source = b"".join(path.read_bytes() for path in sorted(Path(matching.__file__).parent.glob("*.py")))
    return {"solver": hashlib.sha256(source).hexdigest()[:12], "python": platform.python_version()}
