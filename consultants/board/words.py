"""What a plan says, in sentences. Takes ids and names; reads no rows."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from consultants.board.solving import Difference, Solved, blocked_with, helpers
from consultants.board.what_if import NEWCOMER
from consultants.matching.eligibility import CODE_TEXTS, CODES
from portal.core.templatetags.ui import in_words

MOST_NAMES = 6

PART_NAMES = {
    "sector": gettext_lazy("Kjenner sektoren"),
    "level": gettext_lazy("Erfaring som passer nivået"),
    "continuity": gettext_lazy("Har hatt gruppen før"),
    "wish": gettext_lazy("Ønsket av lederen"),
}


def listed(names: Sequence[str], *, last: str = "") -> str:
    """ "A, B og C"; a long list is cut: "A, B, C og fire til"."""
    words = list(names)
    if len(words) > MOST_NAMES:
        words = [*words[: MOST_NAMES - 1], _("%s til") % in_words(len(words) - MOST_NAMES + 1)]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last or _('og')} {words[-1]}"


def group_count(count: int) -> str:
    return ngettext("%s gruppe", "%s grupper", count) % in_words(count)


def place_count(count: int) -> str:
    return ngettext("%s plass", "%s plasser", count) % in_words(count)


def headline(served: int, total: int) -> str:
    """The result: "26 av 30 grupper får konsulent"."""
    if total and served == total:
        return _("Gruppen får konsulent") if total == 1 else _("Alle %s grupper får konsulent") % in_words(total)
    if total == 1:
        return _("Gruppen får ingen konsulent")
    return _("%(served)s av %(total)s grupper får konsulent") % {"served": served, "total": total}


def reasons(codes: Sequence[str]) -> str:
    """The rules behind a ban, one sentence each."""
    return " ".join(CODE_TEXTS[code] for code in codes)


def cost(change: Difference) -> str:
    """What a choice costs the whole plan, the gravest first."""
    if change.served < 0:
        return _("%s mister plassen.") % group_count(-change.served).capitalize()
    if change.served > 0:
        return _("%s til får konsulent.") % group_count(change.served).capitalize()
    if change.top < 0:
        return _("En toppledergruppe mister plassen til en annen gruppe.")
    if change.priority < 0:
        return _("En gruppe som har ventet kortere, får plassen i stedet.")
    if change.fit < 0:
        return _("%s poeng mindre for hele planen.") % -change.fit
    return _("Planen blir like god.") if change.fit == 0 else _("%s poeng mer for hele planen.") % change.fit


def left_out(
    solved: Solved, numbers: Sequence[str], groups: dict[str, str], consultants: dict[str, str]
) -> list[dict[str, Any]]:
    """The groups without anybody, those that share one proof together: the sentence, and what would help each."""
    shared: dict[tuple[int, ...] | str, list[str]] = {}
    for number in numbers:
        found = solved.left_out[number].blocked_by
        shared.setdefault(found.consultants if found else number, []).append(number)
    return [block(solved, together, groups, consultants) for together in shared.values()]


def block(
    solved: Solved, together: Sequence[str], groups: dict[str, str], consultants: dict[str, str]
) -> dict[str, Any]:
    row = solved.left_out[together[0]]
    if row.blocked_by is None:
        return {"numbers": together, "proof": nobody_eligible(solved, together[0]), "helps": {}, "nobody": True}
    names, holders, places = blocked_with(solved, row)
    people, holding = [consultants[name] for name in names], [groups[name] for name in holders]
    helps = {number: what_would_help(solved, number, names, groups, consultants) for number in together}
    return {
        "numbers": together,
        "proof": capacity_proof(len(together), people, holding, places),
        "helps": helps,
        "nobody": False,
        "people": ", ".join(people) if len(people) > MOST_NAMES else "",
        "holding": ", ".join(holding) if len(holding) > MOST_NAMES else "",
    }


def capacity_proof(count: int, people: Sequence[str], holding: Sequence[str], places: int) -> str:
    """More groups than places, with consultants that none of these groups has anybody beside."""
    who = listed(people)
    if not places:
        return _("Det er bare %s som kan velges, og der er det ingen ledige plasser.") % who
    sharing = {
        "groups": group_count(len(holding) + count).capitalize(),
        "places": place_count(places),
        "who": who,
        "others": listed(holding),
    }
    if count == 1:
        shared = _("%(groups)s deler %(places)s hos %(who)s: denne og %(others)s.") % sharing
    else:
        shared = _("%(groups)s deler %(places)s hos %(who)s: disse og %(others)s.") % sharing
    return shared + " " + _("De som får plass, er låst eller står foran eller likt i køen.")


def nobody_eligible(solved: Solved, group: str) -> str:
    """ "Ingen kan velges: fire er eller har ... "."""
    first = Counter(codes[0] for codes in solved.barred(group).values())
    texts = {
        "no_cert": _("%s mangler gyldig sertifisering"),
        "expires": _("%s har et sertifikat som går ut underveis"),
        "employer": _("%s er eller har nylig vært ansatt i virksomheten"),
        "relation": _("%s har en relasjon til noen i gruppen"),
        "away": _("%s er fraværende i perioden"),
        "declined": _("%s har takket nei eller er utelukket"),
        "full": _("%s har ingen ledige plasser"),
    }
    causes = [texts[code] % in_words(first[code]) for code in CODES if first[code]]
    return _("Ingen kan velges: %s.") % listed(causes) if causes else _("Ingen kan velges: det er ingen konsulenter.")


def what_would_help(
    solved: Solved, group: str, names: Sequence[str], groups: dict[str, str], consultants: dict[str, str]
) -> str:
    """One more place, when it would go to this group; otherwise who would get it first."""
    able = helpers(solved, group)
    if able:
        who = listed([consultants[name] for name in able], last=_("eller"))
        return _("Én plass til hos %s ville gitt gruppen konsulent.") % who
    taken = {solved.beneficiaries.get(solved.consultant[name]) for name in names} - {None}
    if not taken:
        return ""
    first = [groups[solved.instance.groups[g].id] for g in sorted(taken)]
    return _("Én plass til ville først gått til %s, som står foran.") % listed(first, last=_("eller"))


def moved(change: Difference, groups: dict[str, str], consultants: dict[str, str]) -> list[dict[str, str]]:
    """Each group that gets somebody else, for a table."""
    names = {**consultants, NEWCOMER: _("Ny konsulent")}
    return [
        {
            "group": groups[number],
            "before": names[before] if before else _("Ingen"),
            "after": names[after] if after else _("Ingen"),
        }
        for number, before, after in change.moved
    ]
