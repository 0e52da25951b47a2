"""The dates of one round: what they must be, and what we suggest. Pure."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from portal.core.templatetags.ui import day
from portal.core.workflow import AtField

ANSWERING_DAYS = 14
REPORT_DAYS = 3  # from closing until leader and consultant read the report together


def missing_for_round(
    *, opens_on: date, deadline: date, pretalk_on: date, session_on: date, today: date, last_day: date | None = None
) -> list[str]:
    """What is wrong with the dates of a round that is to be planned, in words.

    ``last_day`` is the engagement's: its consultant is only bound until then.
    """
    missing = []
    if opens_on < today:
        missing.append(AtField("opens_on", _("Kartleggingen kan ikke åpne før i dag.")))
    if deadline <= opens_on:
        missing.append(AtField("deadline", _("Fristen må være etter dagen kartleggingen åpner.")))
    if pretalk_on <= deadline:
        missing.append(AtField("pretalk_on", _("Forsamtalen må være etter fristen, %s.") % day(deadline)))
    if session_on < pretalk_on:
        missing.append(AtField("session_on", _("Samlingen kan ikke være før forsamtalen, %s.") % day(pretalk_on)))
    if last_day and session_on > last_day:
        missing.append(AtField("session_on", _("Samlingen må være senest oppdragets siste dag, %s.") % day(last_day)))
    return missing


def suggested(opens_on: date, *, move) -> dict[str, date]:
    """Dates that follow from the opening; ``move`` takes a date to the next day people are at work."""
    opens_on = move(opens_on)
    deadline = move(opens_on + timedelta(days=ANSWERING_DAYS))
    pretalk_on = move(deadline + timedelta(days=REPORT_DAYS))
    return {
        "opens_on": opens_on,
        "deadline": deadline,
        "pretalk_on": pretalk_on,
        "session_on": move(pretalk_on + timedelta(days=2)),
    }
