"""The life of a round, with guards that say in words what is missing."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments import queries
from assessments.models import AssessmentRound, RoundState
from enrollment.queries import answering_members
from portal.core.templatetags.ui import day_year
from portal.core.workflow import AtField, Transition, Workflow

MINIMUM_ASKED = 3
DAYS_BETWEEN_ROUNDS = 90
HELD_DAYS = 14
MOST_REMINDERS = 3
MOST_EXTENSIONS = 2
NO_MORE_EXTENSIONS = gettext_lazy("Fristen er alt utvidet to ganger.")


def missing_for_dates(round_: AssessmentRound) -> list[str]:
    """What is wrong with the four dates of a round that has not closed yet."""
    missing = []
    if round_.opens_on > round_.deadline:
        missing.append(AtField("deadline", _("Fristen må være etter dagen kartleggingen åpner.")))
    if round_.pretalk_on <= round_.deadline:
        missing.append(AtField("pretalk_on", _("Forsamtalen med lederen må være etter svarfristen.")))
    if round_.session_on < round_.pretalk_on:
        missing.append(AtField("session_on", _("Samlingen kan ikke være før forsamtalen med lederen.")))
    return missing


def missing_for_list(round_: AssessmentRound) -> list[str]:
    """What keeps the frozen list from being the one to ask."""
    memberships = list(answering_members(round_.application.group))
    members = {membership.user_id for membership in memberships}
    missing = []
    if any(membership.user.email == round_.consultant_email for membership in memberships):
        missing.append(_("Konsulenten kan ikke være med i gruppen og svare selv. Ta henne ut av listen."))
    if len(members) < MINIMUM_ASKED:
        missing.append(_("Gruppen må ha minst tre som svarer, lederen medregnet."))
    if round_.list_confirmed_at is None:
        missing.append(_("Bekreft listen over dem som skal svare."))
    elif set(round_.participations.values_list("person_id", flat=True)) != members:
        missing.append(_("Gruppen er endret etter at listen ble bekreftet. Bekreft listen på nytt."))
    return missing


def missing_for_pause(round_: AssessmentRound) -> list[str]:
    """A group has peace between two rounds, also because two close ones can be compared person by person."""
    last = queries.last_closed_on(round_)
    earliest = last and last + dt.timedelta(days=DAYS_BETWEEN_ROUNDS)
    if earliest and round_.opens_on < earliest:
        return [AtField("opens_on", _("Gruppen kan tidligst svare igjen %(day)s.") % {"day": day_year(earliest)})]
    return []


def missing_for_order(round_: AssessmentRound) -> list[str]:
    missing = missing_for_list(round_) + missing_for_dates(round_) + missing_for_pause(round_)
    if round_.deadline <= timezone.localdate():
        missing.append(AtField("deadline", _("Svarfristen må være i morgen eller senere.")))
    return missing


def missing_for_opening(round_: AssessmentRound) -> list[str]:
    missing = missing_for_order(round_)
    if round_.opens_on > timezone.localdate():
        missing.append(_("Kartleggingen åpner %(day)s.") % {"day": day_year(round_.opens_on)})
    return missing


def missing_for_closing(round_: AssessmentRound) -> list[str]:
    if round_.state == RoundState.HELD:
        if queries.submitted_count(round_) < MINIMUM_ASKED:
            return [_("Færre enn tre har svart. Da åpnes ingenting.")]
        return []
    if round_.all_answered or is_past_deadline(round_):
        return []
    return [
        _("Kartleggingen er åpen til %(day)s. Du kan lukke den før når alle har svart.")
        % {"day": day_year(round_.deadline)}
    ]


def missing_for_registering(round_: AssessmentRound) -> list[str]:
    """A round run elsewhere closes when its consultant enters the numbers and the report, at any time after opening."""
    if round_.opens_on > timezone.localdate():
        return [_("Kartleggingen åpner %(day)s.") % {"day": day_year(round_.opens_on)}]
    return []


def missing_for_reopening(round_: AssessmentRound) -> list[str]:
    """A held round, with its new dates; ``extensions`` counts this one."""
    missing = missing_for_dates(round_)
    if round_.deadline <= timezone.localdate():
        missing.append(AtField("deadline", _("Fristen kan tidligst settes til i morgen.")))
    if round_.extensions > MOST_EXTENSIONS:
        missing.append(str(NO_MORE_EXTENSIONS))
    return missing


def missing_for_reminder(round_: AssessmentRound) -> list[str]:
    if not accepts_answers(round_):
        return [_("Påminnelser kan bare sendes mens kartleggingen er åpen for svar.")]
    missing = []
    if round_.all_answered:
        missing.append(_("Alle har svart. Ingen trenger en påminnelse."))
    if round_.reminders_sent >= MOST_REMINDERS:
        missing.append(_("Det er alt sendt tre påminnelser. Flere blir det ikke."))
    last = round_.events.filter(action__in=["open", "remind"]).order_by("-pk").first()
    if last and timezone.localdate(last.at) == timezone.localdate():
        missing.append(_("Det er sendt e-post om kartleggingen i dag. Vent til i morgen."))
    return missing


def missing_for_extension(round_: AssessmentRound) -> list[str]:
    """Before a new deadline is chosen: whether there may be one at all."""
    if round_.state not in (RoundState.OPEN, RoundState.HELD):
        return [_("Fristen kan ikke utvides når kartleggingen er %s.") % round_.get_state_display()]
    return [str(NO_MORE_EXTENSIONS)] if round_.extensions >= MOST_EXTENSIONS else []


def is_past_deadline(round_: AssessmentRound) -> bool:
    """Deadlines end at the end of the day."""
    return round_.deadline < timezone.localdate()


def accepts_answers(round_) -> bool:
    """For a round, or the holder of a link to it: what has its state and deadline."""
    return round_.state == RoundState.OPEN and not is_past_deadline(round_)


def is_under_gate(round_: AssessmentRound, *, submitted: int, asked: int) -> bool:
    """Whether too few have answered for a report; below three nothing is ever opened.

    A round that was held for the share of answers may be closed knowingly with three or more.
    """
    if submitted < MINIMUM_ASKED:
        return True
    return round_.held_on is None and 100 * submitted < round_.gate_percent * asked


KEPT = {RoundState.OPEN, RoundState.CLOSING, RoundState.HELD}
UNFINISHED = {RoundState.PLANNED, RoundState.ORDERED, *KEPT}
ROUND = Workflow(
    {
        "order": Transition(
            gettext_lazy("Åpne kartleggingen"), {RoundState.PLANNED}, RoundState.ORDERED, missing_for_order
        ),
        "recall": Transition(gettext_lazy("Trekk tilbake åpningen"), {RoundState.ORDERED}, RoundState.PLANNED),
        "open": Transition(gettext_lazy("Åpne"), {RoundState.ORDERED}, RoundState.OPEN, missing_for_opening),
        "start_closing": Transition(
            gettext_lazy("Lukk kartleggingen"),
            {RoundState.OPEN, RoundState.HELD},
            RoundState.CLOSING,
            missing_for_closing,
        ),
        "hold": Transition(gettext_lazy("Hold svarene låst"), {RoundState.CLOSING}, RoundState.HELD),
        "close": Transition(gettext_lazy("Lukk"), {RoundState.CLOSING}, RoundState.CLOSED),
        "reopen": Transition(gettext_lazy("Utvid fristen"), {RoundState.HELD}, RoundState.OPEN, missing_for_reopening),
        "lose": Transition(gettext_lazy("Meld svarene tapt"), UNFINISHED, RoundState.LOST),
        "recover": Transition(gettext_lazy("Hent resultatet tilbake"), UNFINISHED, RoundState.CLOSED),
        "discard": Transition(gettext_lazy("Forkast svarene uåpnet"), {RoundState.HELD}, RoundState.DISCARDED),
        "register": Transition(
            gettext_lazy("Registrer tall og rapport"),
            {RoundState.ELSEWHERE},
            RoundState.CLOSED,
            missing_for_registering,
        ),
        "cancel": Transition(gettext_lazy("Avlys kartleggingen"), {RoundState.ELSEWHERE}, RoundState.DISCARDED),
    }
)
