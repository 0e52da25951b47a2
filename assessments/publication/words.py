"""The published values as a reader meets them."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .change import ChangeReason, Verdict
from .ladder import Agreement, End, Rung, Word
from .norm import Standing
from .values import PublishedArea, PublishedFactor

AREA_WORD_LABELS = {
    Word.LOW: _("lavt"),
    Word.BELOW_MIDDLE: _("under midten"),
    Word.ABOVE_MIDDLE: _("over midten"),
    Word.HIGH: _("høyt"),
}
AGREEMENT_LABELS = {
    Agreement.AGREED: _("samstemt"),
    Agreement.FAIRLY_AGREED: _("nokså samstemt"),
    Agreement.DIFFERING: _("ulike syn"),
}
VERDICT_LABELS = {
    Verdict.CHANGED: _("endret"),
    Verdict.UNDECIDED: _("ikke avgjort"),
    Verdict.UNCHANGED: _("uendret"),
}
STANDING_LABELS = {
    Standing.ABOVE: _("over"),
    Standing.BELOW: _("under"),
    Standing.UNDECIDED: _("ikke avgjort"),
}
RUNG_LABELS = {
    Rung.NOTHING: _("ingenting vises"),
    Rung.WORDS: _("områder i ord"),
    Rung.MEANS: _("gjennomsnitt"),
    Rung.COMMENTS: _("gjennomsnitt og kommentarer"),
    Rung.FULL: _("gjennomsnitt, enighet og kommentarer"),
}
CHANGE_REASON_LABELS = {
    ChangeReason.INSTRUMENT: _("De to kartleggingene er gjort med ulike versjoner av spørsmålene."),
    ChangeReason.TOO_SOON: _("Det må gå minst 90 dager mellom de to kartleggingene."),
    ChangeReason.TOO_FEW: _("Minst fem må ha svart begge ganger før vi kan vise endring."),
}


def score_text(tenths: int) -> str:
    """43 -> "4,3"."""
    return f"{tenths / 10:.1f}".replace(".", ",")


def mean_text(shown: PublishedFactor | PublishedArea) -> str:
    """ "4,3", "2,0 eller lavere", "6,5 eller høyere"; empty where nothing may be shown."""
    if shown.tenths is None:
        return ""
    value = score_text(shown.tenths)
    if shown.end == End.LOW:
        return gettext("%(value)s eller lavere") % {"value": value}
    if shown.end == End.HIGH:
        return gettext("%(value)s eller høyere") % {"value": value}
    return value
