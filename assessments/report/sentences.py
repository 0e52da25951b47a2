"""The report's sentences: what the figures allow us to say, in words, and nothing more. Pure."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.publication import Rung
from assessments.report.model import Comparison, Listing, ReportContent, ReportFactor
from portal.core.templatetags.ui import day_year, in_words, month_year

FOCUS = 3
MOST_LISTED = 4


def round_name(sequence: int) -> str:
    names = {1: _("første"), 2: _("andre"), 3: _("tredje"), 4: _("fjerde"), 5: _("femte")}
    return names.get(sequence, f"{sequence}.")


def listed(words: Sequence[str]) -> str:
    """ "a, b og c"."""
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s og %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def quoted(factors: Sequence[ReportFactor]) -> str:
    return listed([f"«{factor.title}»" for factor in factors])


def answered(content: ReportContent) -> str:
    """ "9 av 9 har svart"."""
    return _("%(count)s av %(asked)s har svart") % {"count": content.respondents, "asked": content.asked}


# Summary --------------------------------------------------------------------


def lead(content: ReportContent) -> str:
    """What stands out, in two sentences: the two at each end, or the areas by their words."""
    if content.rung == Rung.WORDS:
        words = dict.fromkeys(area.word_text for area in content.areas if area.word)
        parts = [
            _("%(areas)s ligger %(word)s.")
            % {"areas": listed([area.title for area in content.areas if area.word_text == word]), "word": word}
            for word in words
        ]
        return " ".join(parts)
    ranked = sorted((factor for factor in content.factors if factor.score), key=lambda each: -each.score.tenths)
    if not ranked:
        return _("For få har svart på hvert tema til at noe kan vises.")
    return f"{_furthest(ranked, high=True)} {_furthest(ranked[::-1], high=False)}"


def _furthest(ranked: Sequence[ReportFactor], *, high: bool) -> str:
    """The one or few at this end. Those that share a mean are named together, or counted: no favourites."""
    first = [each for each in ranked if each.score.tenths == ranked[0].score.tenths]
    if len(first) > FOCUS:
        pattern = (
            _("Øverst ligger %(count)s temaer likt: %(mean)s.")
            if high
            else _("Nederst ligger %(count)s temaer likt: %(mean)s.")
        )
        return pattern % {"count": in_words(len(first)), "mean": first[0].score.text}
    if len(first) == 1:
        second = [each for each in ranked[1:] if each.score.tenths == ranked[1].score.tenths]
        first += second if len(second) == 1 else []
    pattern = _("Høyest ligger %(themes)s.") if high else _("Lavest ligger %(themes)s.")
    return pattern % {"themes": quoted(first)}


def order_note(listing: Listing, by_key: dict[str, ReportFactor]) -> str:
    """The honest word about the last place of a list; empty when it was won clearly."""
    tied = [by_key[key] for key in listing.tied]
    if len(tied) > FOCUS:
        return _("%(count)s temaer til har samme gjennomsnitt som den siste på listen.") % {
            "count": in_words(len(tied)).capitalize()
        }
    if tied:
        return _("%(factors)s har samme gjennomsnitt som den siste på listen.") % {"factors": quoted(tied)}
    if listing.keys and not listing.told_apart:
        return _("Neste tema ligger så nær at tilfeldigheter kan ha avgjort hva som kom med.")
    return ""


def level_note(content: ReportContent, factors: Sequence[ReportFactor], *, high: bool) -> str:
    """When the highest are not high, or the lowest not low: the middle of the scale is the measure."""
    middle = 5 * (content.scale.minimum + content.scale.maximum)
    across = [f for f in factors if (f.score.tenths < middle if high else f.score.tenths > middle)]
    if not across:
        return ""
    if len(across) == len(factors):
        return _("Alle ligger under midten av skalaen.") if high else _("Alle ligger over midten av skalaen.")
    return (
        _("%(factors)s ligger under midten av skalaen.") if high else _("%(factors)s ligger over midten av skalaen.")
    ) % {"factors": quoted(across)}


def focus_line(factor: ReportFactor) -> str:
    """Why a theme is among those to begin with: "3,6, og dere ser ulikt på det"."""
    words = [factor.score.text]
    if factor.agreement == "differing":
        words.append(_("og dere ser ulikt på det"))
    elif factor.agreement == "agreed":
        words.append(_("og dere er samstemte om det"))
    if factor.shift and factor.shift.verdict == "unchanged":
        words.append(_("uendret siden sist"))
    return ", ".join(words)


def more(count: int) -> str:
    """What a list leaves out; empty for none."""
    return _("og %(count)s til, se temasidene") % {"count": in_words(count)} if count > 0 else ""


# Change ---------------------------------------------------------------------


def change_lead(content: ReportContent) -> str:
    """ "Tre temaer har endret seg. For 15 er det ikke avgjort, og seks er uendret."."""
    verdicts = [factor.shift.verdict for factor in content.factors if factor.shift]
    counts = {name: verdicts.count(name) for name in ("changed", "undecided", "unchanged")}
    changed = ngettext("Ett tema har endret seg.", "%(count)s temaer har endret seg.", counts["changed"])
    sentences = [
        changed % {"count": in_words(counts["changed"]).capitalize()}
        if counts["changed"]
        else _("Ingen temaer har endret seg så mye at vi kan være sikre på det.")
    ]
    if counts["undecided"]:
        sentences.append(_("For %(count)s er det ikke avgjort.") % {"count": in_words(counts["undecided"])})
    if counts["unchanged"]:
        sentences.append(_("Uendret: %(count)s.") % {"count": in_words(counts["unchanged"])})
    return " ".join(sentences)


def people_changed(comparison: Comparison) -> str:
    """How many have come and gone: a change may be theirs."""
    if not comparison.joined and not comparison.left:
        return _("De samme personene ble spurt begge ganger.")
    joined = _("%(count)s har kommet til") % {"count": in_words(comparison.joined)}
    left = _("%(count)s har sluttet") % {"count": in_words(comparison.left)}
    sentence = _("Siden sist: %(joined)s, og %(left)s.") % {"joined": joined, "left": left}
    return sentence + " " + _("En forskjell kan også komme av det.")


def month(iso: str) -> str:
    return month_year(date.fromisoformat(iso))


def full_day(iso: str) -> str:
    return day_year(date.fromisoformat(iso))


# Other groups ---------------------------------------------------------------


def others_lead(content: ReportContent) -> str:
    """What lies clearly above or below other groups; that nothing does, is said too."""
    above, below = (
        [factor for factor in content.factors if factor.beside and factor.beside.standing == standing]
        for standing in ("above", "below")
    )
    if not above and not below:
        return _("Ingen temaer skiller seg mer fra andre grupper enn det som kan være tilfeldig.")
    sentences = []
    if above:
        sentences.append(_("Over andre grupper: %(themes)s.") % {"themes": _named_or_counted(above)})
    if below:
        sentences.append(_("Under andre grupper: %(themes)s.") % {"themes": _named_or_counted(below)})
    sentences.append(_("For resten kan forskjellen være tilfeldig."))
    return " ".join(sentences)


def _named_or_counted(factors: Sequence[ReportFactor]) -> str:
    if len(factors) <= MOST_LISTED:
        return quoted(factors)
    return _("%(count)s temaer") % {"count": in_words(len(factors))}


def others_origin(content: ReportContent) -> str:
    """Whose figures they are and how old, for the method chapter. A norm may hold the group's own earlier round."""
    others = content.others
    facts = {"groups": in_words(others.groups), "day": full_day(others.day)}
    if others.source:
        return _("Tallene følger med verktøyet: %(groups)s grupper, %(day)s. Kilde: %(source)s") % {
            **facts,
            "source": others.source,
        }
    sentence = _(
        "Tallene er utgave %(edition)s, laget %(day)s: snittet av rapportene til %(groups)s grupper som svarte på "
        "samme versjon."
    ) % {**facts, "edition": others.edition}
    return sentence if content.sequence == 1 else f"{sentence} {_('Deres egen forrige kan være en av dem.')}"


# Alternative texts ----------------------------------------------------------


def factor_alt(factor: ReportFactor, content: ReportContent) -> str:
    """All that the picture of a factor shows, in sentences."""
    span = {"low": content.scale.minimum, "high": content.scale.maximum}
    parts = [
        _("%(title)s: %(score)s på en skala fra %(low)s til %(high)s.")
        % {"title": factor.title, "score": factor.score.text, **span}
    ]
    if factor.earlier:
        parts.append(_("Forrige gang %(score)s.") % {"score": factor.earlier.text})
    if factor.beside:
        parts.append(_("Andre grupper %(score)s.") % {"score": factor.beside.text})
    if factor.leader_tenths is not None:
        parts.append(_("Lederens eget svar %(score)s.") % {"score": tenths_text(factor.leader_tenths)})
    if factor.bins:
        parts.append(
            _("%(low)s svarte lavt, %(middle)s midt på og %(high)s høyt.")
            % dict(zip(("low", "middle", "high"), map(_count, factor.bins), strict=True))
        )
        parts[-1] = parts[-1][0].upper() + parts[-1][1:]
    return " ".join(parts)


def tenths_text(tenths: int) -> str:
    return f"{tenths / 10:.1f}".replace(".", ",")


def _count(number: int) -> str:
    return in_words(number)


# The last pages -------------------------------------------------------------


def made_from(content: ReportContent) -> str:
    return _(
        "Rapporten bygger på svarene fra %(count)s av %(asked)s spurte. "
        "Tallene ble låst da kartleggingen lukket %(day)s."
    ) % {
        "count": in_words(content.respondents),
        "asked": in_words(content.asked),
        "day": full_day(content.closed_on),
    }


def cannot_say(content: ReportContent) -> list[str]:
    """What no reader should take from the report."""
    sentences = [
        _("Hva den enkelte har svart, heller ikke lederen.")
        if not content.leader_shown
        else _("Hva den enkelte har svart. Lederen har selv valgt å vise sitt."),
        _("Hvor godt gruppen faktisk arbeider. Den viser hvordan dere som svarte, opplever det."),
        _("Hvorfor det er slik. Det vet bare dere."),
        _("Om dere er bedre eller dårligere enn andre grupper. Tallene for dem er en hjelp til å lese, ikke et mål.")
        if content.others
        else _("Hvordan dere ligger an mot andre grupper. Verktøyet er nytt og har ingen sammenlikningstall."),
        _(
            "Om et enkelt tema er målt treffsikkert. Verktøyet er %(status)s: Temaene kommer fra forskning, "
            "men påstandene er ikke prøvd ut på mange grupper ennå."
        )
        % {"status": content.method.status},
    ]
    if content.strengths.keys:
        sentences.append(
            _(
                "At styrkene og utfordringene er hver sitt uavhengige funn. Temaene henger sammen: "
                "Går det godt på ett, går det ofte godt på flere."
            )
        )
    if content.respondents < content.asked:
        missing = content.asked - content.respondents
        sentences.append(
            ngettext("Hva den ene som ikke svarte, mener.", "Hva de %(count)s som ikke svarte, mener.", missing)
            % {"count": in_words(missing)}
        )
    if content.rung in (Rung.WORDS, Rung.MEANS):
        sentences.append(_("Om dere er enige. Med så få svar ville det røpet hva noen av dere mente."))
    if content.comparison:
        sentences.append(
            _("At det som er endret, er endret på grunn av programmet. Mye annet kan ha skjedd i mellomtiden.")
        )
    return sentences


def span(floor: int, following: int | None) -> str:
    """How many persons a row of the ladder is for: "Færre enn 3", "4", "5–6", "7 eller flere"."""
    if floor == 0:
        return _("Færre enn %(count)s") % {"count": following}
    if following is None:
        return _("%(count)s eller flere") % {"count": floor}
    return str(floor) if following == floor + 1 else f"{floor}–{following - 1}"


def withheld(count: int) -> str:
    """That comments are left out is told; empty when none is."""
    if not count:
        return ""
    return ngettext(
        "Én kommentar er holdt tilbake fordi den navnga eller røpet noen.",
        "%(count)s kommentarer er holdt tilbake fordi de navnga eller røpet noen.",
        count,
    ) % {"count": in_words(count).capitalize()}
