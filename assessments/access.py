"""Who may see what in a round. Every getter fetches and authorises at once."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest

from assessments import sealing
from assessments.instrument import Instrument
from assessments.models import AssessmentRound, Participation, RoundState
from assessments.pages import AnswerPage, pages_of
from assessments.services.answers import RoundIsClosed, open_link
from assessments.services.instruments import load_version
from assessments.workflow import accepts_answers

COOKIE = "svar"
OVER = (RoundState.CLOSED, RoundState.DISCARDED)


@dataclass(frozen=True, slots=True)
class Respondent:
    """The holder of a link: what she is part of, never who she is."""

    participation: Participation
    token: str
    round: AssessmentRound
    instrument: Instrument
    pages: tuple[AnswerPage, ...]


def get_respondent(request: HttpRequest, round_id) -> Respondent:
    """The holder of this round's cookie, in a round that takes answers; one query.

    Raises Http404 without a cookie that fits, RoundIsClosed when it is too late.
    """
    token = request.COOKIES.get(COOKIE, "")
    participation = open_link(token)
    if participation is None or participation.round_id != round_id:
        # After closing no row knows the link any more; the address still tells which round it was.
        if sealing.is_token(token) and AssessmentRound.objects.filter(pk=round_id, state__in=OVER).exists():
            raise RoundIsClosed
        raise Http404
    round_ = participation.round
    if not accepts_answers(round_):
        raise RoundIsClosed
    instrument = load_version(round_.instrument_id)
    return Respondent(participation, token, round_, instrument, pages_of(instrument, round_.view))
