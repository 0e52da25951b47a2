"""Rounds run in a licence holder's own tool: the numbers, the vendor's report as a file, and the group's means.

register(round_)  ->  closed, with file and means; once more until the leader has the report
cancel(round_)    ->  discarded; nothing was ever kept
"""

import datetime as dt
import hashlib
import re
from fractions import Fraction
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import AssessmentRound, RoundResult, RoundState, VendorReport
from assessments.publication import AREA_WORD_LABELS, Rules, Rung, mean_text
from assessments.publication.elsewhere import Themes, publish_means
from assessments.workflow import DAYS_BETWEEN_ROUNDS, MINIMUM_ASKED, ROUND
from portal.accounts.models import User
from portal.core import audit, files, sandbox
from portal.core.workflow import TransitionNotAllowed, add_event, lock

FOLDER = "vendor"
READERS = Path(settings.BASE_DIR) / "assessments/uploads"
MOST_PDF = 10 * 1024 * 1024
MOST_SCORES = 100 * 1024
COMPARED_FROM = 5  # persons, both times
SCALES = ((1, 7), (1, 5), (1, 6), (1, 10), (0, 100))
ORPHAN_AGE = dt.timedelta(hours=1)

PDF_FAULTS = {
    "not_pdf": gettext_lazy("Filen er ikke en PDF. Last ned rapporten som PDF fra verktøyet, og prøv igjen."),
    "cut": gettext_lazy("PDF-en er ikke hel. Last den ned fra verktøyet på nytt."),
    "locked": gettext_lazy("PDF-en er låst med passord eller rettigheter. Lagre den uten, og prøv igjen."),
    "active": gettext_lazy("PDF-en inneholder skript eller vedlegg. Skriv den ut til en ny PDF, og last opp den."),
}
ONLY_MEANS = gettext_lazy(
    "Portalen tar ikke imot svar fra enkeltpersoner. Last opp gruppens snitt, med kolonnene tema og snitt og én rad "
    "for hvert tema."
)
SCORE_FAULTS = {
    "people": gettext_lazy("Filen har flere kolonner enn tema og snitt: «%(text)s»."),
    "header": gettext_lazy("Første linje må være «tema;snitt»."),
    "row": gettext_lazy("Linje %(line)s har ikke akkurat to kolonner."),
    "twice": gettext_lazy("Temaet «%(text)s» står flere ganger, sist på linje %(line)s."),
    "person": gettext_lazy("Linje %(line)s ser ut til å gjelde en person, ikke et tema."),
}
PLAIN_FAULTS = {
    "sentence": gettext_lazy(
        "Linje %(line)s er mer enn navnet på et tema. Portalen lagrer ingen tekst fra verktøyet: skriv bare temaets "
        "navn."
    ),
    "number": gettext_lazy("Linje %(line)s: «%(text)s» er ikke et tall."),
    "many": gettext_lazy("Filen har mer enn 60 temaer."),
    "empty": gettext_lazy("Filen er tom."),
    "broken": gettext_lazy("Filen kan ikke leses. Lagre den som CSV i UTF-8."),
}


class FileRefused(Exception):
    """A file that is not taken: ``field`` is report or scores, ``sentence`` what the user can do."""

    def __init__(self, field: str, sentence: str):
        super().__init__(sentence)
        self.field, self.sentence = field, str(sentence)


# Writing ---------------------------------------------------------------------


def register(
    round_: AssessmentRound,
    *,
    by: User,
    invited: int,
    answered: int,
    report: bytes,
    report_name: str,
    scores: bytes | None = None,
    scale: tuple[int, int] = (1, 7),
) -> AssessmentRound:
    """Close a round run elsewhere with what its tool gave; until the leader has the report it may be entered anew.

    Raises TransitionNotAllowed, and FileRefused for a file that is not what it should be; then nothing is kept.
    """
    _require(missing_for_register(round_, invited=invited, answered=answered))
    check_pdf(report)
    means = read_means(scores, scale) if scores is not None else []
    row = VendorReport(
        round=round_, name=safe_name(report_name), size=len(report), sha256=hashlib.sha256(report).hexdigest()
    )
    files.write(files.private(row.filename), report)
    with transaction.atomic():
        round_ = lock(AssessmentRound, pk=round_.pk)
        _require(missing_for_register(round_, invited=invited, answered=answered))
        old = VendorReport.objects.filter(round=round_).first()
        row.save()
        _write_result(round_, publish_means(means, n=answered, scale=scale, rules=Rules()), invited, answered)
        if round_.state == RoundState.ELSEWHERE:
            ROUND.move(round_, "register", by=by, closed_on=timezone.localdate())
        else:
            add_event(round_, "replace", by=by)
    if old and old.filename != row.filename:
        files.private(old.filename).unlink(missing_ok=True)
    return round_


def missing_for_register(round_: AssessmentRound, *, invited: int, answered: int) -> list[str]:
    missing = missing_for_entry(round_)
    if answered > invited:
        missing.append(_("Flere kan ikke ha svart enn de som ble invitert."))
    if answered < MINIMUM_ASKED:
        missing.append(_("Færre enn tre har svart. En rapport ville ikke vernet den enkelte. Avlys kartleggingen."))
    return missing


def missing_for_entry(round_: AssessmentRound) -> list[str]:
    """What keeps numbers and report from being entered, or entered anew, today."""
    if round_.runs_elsewhere and round_.state == RoundState.CLOSED:
        if round_.releases.exists():
            return [_("Lederen har fått rapporten. Den kan ikke byttes nå.")]
        return []
    return ROUND.missing(round_, "register")


def _write_result(round_: AssessmentRound, themes: Themes, invited: int, answered: int) -> None:
    published = themes.to_json() if themes.themes or themes.word else {}
    RoundResult.objects.update_or_create(
        round=round_, defaults={"respondents": answered, "asked": invited, "published": published}
    )


@transaction.atomic
def cancel(round_: AssessmentRound, *, by: User) -> AssessmentRound:
    """Give up a round run elsewhere: too few answered, or it never took place. Raises TransitionNotAllowed."""
    round_ = lock(AssessmentRound, pk=round_.pk)
    ROUND.move(round_, "cancel", by=by)
    return round_


def _require(missing: list[str]) -> None:
    if missing:
        raise TransitionNotAllowed(missing)


# Files -----------------------------------------------------------------------


def check_pdf(content: bytes) -> None:
    """Raises FileRefused for what is no PDF, is locked, too large, or could do anything but be read."""
    if len(content) > MOST_PDF:
        raise FileRefused("report", _("PDF-en er større enn 10 MB."))
    try:
        fault = sandbox.read(READERS / "vendor_pdf.py", content)["fault"]
    except sandbox.Unreadable:
        fault = "active"
    if fault:
        raise FileRefused("report", PDF_FAULTS[fault])


def read_means(content: bytes, scale: tuple[int, int]) -> list[tuple[str, Fraction]]:
    """Theme and exact mean. Raises FileRefused, for individual rows with a sentence that says what to do."""
    if len(content) > MOST_SCORES:
        raise FileRefused("scores", _("Filen er for stor til å være en liste over temaer. %s") % ONLY_MEANS)
    try:
        found = sandbox.read(READERS / "group_means.py", content)
    except sandbox.Unreadable:
        found = {"fault": "broken", "line": 0, "text": ""}
    if "fault" in found:
        raise FileRefused("scores", _sentence(found))
    minimum, maximum = scale
    means = [(title, Fraction(mean)) for title, mean in found["themes"]]
    for title, mean in means:
        if not minimum <= mean <= maximum:
            words = _("Snittet for «%(title)s» er utenfor skalaen %(minimum)s–%(maximum)s.")
            raise FileRefused("scores", words % {"title": title, "minimum": minimum, "maximum": maximum})
    return means


def _sentence(found: dict) -> str:
    if found["fault"] in SCORE_FAULTS:
        return f"{SCORE_FAULTS[found['fault']] % found} {ONLY_MEANS}"
    return PLAIN_FAULTS[found["fault"]] % found


def safe_name(name: str) -> str:
    """The file's own name without anything a header or a folder could stumble over."""
    stem = re.sub(r"[^\w.()-]+", " ", re.sub(r"\.pdf$", "", name, flags=re.IGNORECASE)).strip(" .")[:100]
    return f"{stem or 'rapport'}.pdf"


# Reading ---------------------------------------------------------------------


def read_page(round_: AssessmentRound, *, by: User) -> dict:
    """What ``assessments/elsewhere/body.html`` takes. That it was opened is in the log before this returns."""
    audit.log_read(who=by, what="report", case=round_.application.number, subject_id=round_.pk)
    themes = themes_of(round_)
    before = compared(round_, themes)
    rows = [
        {
            "title": each.title,
            "mean": mean_text(each),
            "before": mean_text(before[each.title]) if each.title in before else "",
        }
        for each in (themes.themes if themes else ())
    ]
    return {
        "vendor": round_.vendor_report,
        "themes": themes,
        "rows": rows,
        "has_before": bool(before),
        "word": AREA_WORD_LABELS[themes.word] if themes and themes.word else "",
    }


def themes_of(round_: AssessmentRound) -> Themes | None:
    """The published means of a closed round; None where no file was given."""
    published = round_.result.published
    return Themes.from_json(published) if published else None


def compared(round_: AssessmentRound, themes: Themes | None) -> dict:
    """The themes of the latest earlier round in the same tool, by name, where the two may stand side by side.

    As for our own rounds: at least five both times, 90 days apart. A verdict would need the tool's
    reference spread, which is not ours to know.
    """
    if themes is None or not themes.rung.reaches(Rung.COMMENTS):
        return {}
    earlier = (
        AssessmentRound.objects.filter(
            application__group=round_.application.group_id,
            state=RoundState.CLOSED,
            tool=round_.tool,
            closed_on__lte=round_.closed_on - dt.timedelta(days=DAYS_BETWEEN_ROUNDS),
            result__respondents__gte=COMPARED_FROM,
        )
        .select_related("result")
        .order_by("-closed_on", "-sequence")
        .first()
    )
    before = themes_of(earlier) if earlier else None
    if before is None or before.scale != themes.scale:
        return {}
    known = {each.title for each in themes.themes}
    return {each.title: each for each in before.themes if each.title in known}


def read_file(round_: AssessmentRound, *, by: User) -> tuple[Path, str] | None:
    """The vendor's file and its name on the way out, logged first; None when the file store has lost it."""
    report = VendorReport.objects.filter(round=round_).first()
    path = report and files.private(report.filename)
    if path is None or not path.exists():
        return None
    audit.log_read(who=by, what="report_pdf", case=round_.application.number, subject_id=round_.pk)
    return path, report.name


# Ticks -----------------------------------------------------------------------


def remove_orphans() -> None:
    """Delete files without a row: what a kill between file and row has left."""
    folder = files.private(FOLDER)
    if not folder.exists():
        return
    before = timezone.now().timestamp() - ORPHAN_AGE.total_seconds()
    known = {report.filename for report in VendorReport.objects.order_by("pk")}
    for path in list(folder.iterdir()):
        if f"{FOLDER}/{path.name}" not in known and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
