"""Questions about rounds that several places ask."""

import datetime as dt
import json

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from assessments.models import AssessmentRound, RoundState
from assessments.publication import Published
from enrollment.models import Application
from enrollment.queries import answering_members
from portal.core.templatetags.ui import in_words

SMALLEST_SHOWN_COUNT = 3
HAS_ANSWERED = Q(submitted=True) | Q(earlier_sheet__isnull=False)
"""Among participations of an open round: a sealed sheet is there."""


def submitted_count(round_: AssessmentRound) -> int:
    """How many have answered just now. For guards and closing; nobody is shown this number, see shown_count_text."""
    return round_.participations.filter(HAS_ANSWERED).count()


def shown_count_text(round_: AssessmentRound) -> str:
    """All that anyone is told of how many have answered: "4 av 9 har svart", as of this morning."""
    asked = round_.participations.count()
    if round_.all_answered:
        return _("Alle %(asked)s har svart") % {"asked": in_words(asked)}
    if round_.shown_count is None or round_.shown_count < SMALLEST_SHOWN_COUNT:
        return _("Færre enn 3 av %(asked)s har svart") % {"asked": asked}
    return _("%(count)s av %(asked)s har svart") % {"count": round_.shown_count, "asked": asked}


def last_closed_on(round_: AssessmentRound) -> dt.date | None:
    """When the same people were last asked: the group's latest other round, or one that asked most of its members
    under another group's name. Two close rounds of the same people less one would tell what that one said."""
    group = round_.application.group
    members = list(answering_members(group).values_list("user_id", flat=True))
    common = Count("participations", filter=Q(participations__person__in=members))
    closed = AssessmentRound.objects.filter(state=RoundState.CLOSED).exclude(pk=round_.pk).annotate(common=common)
    same = closed.filter(Q(application__group=group) | Q(common__gt=len(members) / 2))
    return same.order_by("-closed_on").values_list("closed_on", flat=True).first()


def case_of(round_: AssessmentRound) -> Application:
    """The round's case with the group's and the organisation's names, in one query."""
    return Application.objects.select_related("group__organisation").get(pk=round_.application_id)


def asked_people(round_: AssessmentRound) -> list[tuple[str, bool]]:
    """Everyone who is asked, by name, and whether she was added after the opening: before starting all see them."""
    people = round_.participations.order_by("person__name", "person__email").select_related("person")
    return [(str(participation.person), participation.added_later) for participation in people]


def published(round_: AssessmentRound) -> Published:
    """The frozen figures of a closed round. Comments are rows of their own and not in here."""
    return Published.from_json(json.dumps(round_.result.published))
