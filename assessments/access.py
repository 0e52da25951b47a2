"""Who may see what in a round. Every getter fetches and authorises at once."""

import datetime as dt
import re
import uuid
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest
from django.utils import timezone

from assessments import sealing
from assessments.instrument import Instrument
from assessments.models import AssessmentRound, ReleaseStep, RoundState
from assessments.pages import AnswerPage, pages_of
from assessments.services.answers import RoundIsClosed, open_link
from assessments.services.instruments import load_version
from assessments.services.rows import Holder
from assessments.workflow import accepts_answers
from enrollment.models import Membership, MembershipRole
from portal.accounts.models import User

COOKIE = "svar"
CODE_COOKIE = "svar-kode"
CODE_SHAPE = re.compile(r"[0-9a-f]{64}")
OVER = (RoundState.CLOSED, RoundState.DISCARDED, RoundState.LOST)


@dataclass(frozen=True, slots=True)
class Respondent:
    """The holder of a link: what she is part of, never who she is."""

    holder: Holder
    token: str
    instrument: Instrument
    pages: tuple[AnswerPage, ...]
    code_key: bytes = b""

    @property
    def round_id(self) -> uuid.UUID:
        return self.holder.round_id

    def fetch_round(self) -> AssessmentRound:
        """For the few pages that tell of it; those of the statements do without."""
        return AssessmentRound.objects.get(pk=self.round_id)


def get_respondent(request: HttpRequest, round_id) -> Respondent:
    """The holder of this round's cookie, in a round that takes answers; one query.

    Raises Http404 without a cookie that fits, RoundIsClosed when it is too late.
    """
    token = request.COOKIES.get(COOKIE, "")
    holder = open_link(token)
    if holder is None or holder.round_id != round_id:
        # After closing no row knows the link any more; the address still tells which round it was.
        if sealing.is_token(token) and AssessmentRound.objects.filter(pk=round_id, state__in=OVER).exists():
            raise RoundIsClosed
        raise Http404
    if not accepts_answers(holder):
        raise RoundIsClosed
    instrument = load_version(holder.instrument_id)
    code = request.COOKIES.get(CODE_COOKIE, "")
    code_key = bytes.fromhex(code) if CODE_SHAPE.fullmatch(code) else b""
    return Respondent(holder, token, instrument, pages_of(instrument, holder.view), code_key)


# The report ------------------------------------------------------------------

NEVER = (RoundState.DISCARDED, RoundState.LOST)


class ReportNotYet(Exception):
    """The reader will get this report, but it is not released to her. Holds what she may be told meanwhile."""

    def __init__(self, round_: AssessmentRound, step: str):
        super().__init__(step)
        self.number = round_.application.number
        self.sequence = round_.sequence
        self.consultant = round_.consultant_name
        self.opens_on: dt.date = round_.pretalk_on if step == ReleaseStep.LEADER else round_.session_on

    @property
    def is_due(self) -> bool:
        """Whether the agreed day has come: then only the consultant's click is missing."""
        return self.opens_on <= timezone.localdate()


def get_released_report_for(user: User, number: str, sequence: int) -> AssessmentRound:
    """The round whose report this reader may open: the leader, or one who is in the group today.

    The leader's delegate reads as a member does, when the group does.
    Raises Http404 for everyone else, ReportNotYet before the reader's step.
    """
    memberships = Membership.objects.filter(group=OuterRef("application__group"), user=user, to_date=None)
    round_ = (
        AssessmentRound.objects.filter(Exists(memberships), application__number=number, sequence=sequence)
        .exclude(state__in=NEVER)
        .annotate(reader_leads=Exists(memberships.filter(role=MembershipRole.LEADER)))
        .select_related("result", "vendor_report", "application__group__organisation")
        .prefetch_related("releases")
        .first()
    )
    if round_ is None:
        raise Http404
    step = ReleaseStep.LEADER if round_.reader_leads else ReleaseStep.GROUP
    if step not in {release.step for release in round_.releases.all()}:
        raise ReportNotYet(round_, step)
    return round_
