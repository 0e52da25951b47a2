"""«Slik regner vi»: each figure and rule in plain words, with an example the reader can change."""

from itertools import pairwise
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from assessments import example
from assessments.editions import ANSWERS, GROUPS, NORM_GROUPS
from assessments.example import Sheets, Worked
from assessments.publication import (
    AGREEMENT_LABELS,
    AREA_WORD_LABELS,
    LADDER,
    VERDICT_LABELS,
    Rung,
    mean_text,
    score_text,
)
from assessments.publication.change import MINIMUM_DAYS
from assessments.publication.ladder import BIN_CUTS, LEADER_MARKER_FLOOR, WORD_CUTS, Row, tenths
from assessments.publication.ranking import COUNT
from assessments.report import charts, look
from assessments.report.charts import Axis, Mark
from assessments.report.sentences import span
from portal.core.access import page

PRESETS = (
    ("tre", ((5, 3, 5), (6, 2, 5), (4, 4, 4))),
    ("fire", ((5, 3, 5), (6, 2, 5), (4, 4, 4), (6, 2, 6))),
    ("leirer", ((6, 2, 6), (6, 2, 6), (7, 1, 6), (2, 6, 2), (2, 6, 3), (3, 6, 2))),
    ("samstemt", ((5, 3, 5), (5, 3, 5), (5, 3, 4), (5, 3, 5), (6, 3, 5), (5, 3, 5), (5, 2, 5), (5, 3, 5))),
    ("ytterst", ((7, 1, 7), (7, 1, 7), (7, 1, 6), (6, 1, 7), (7, 2, 7), (7, 1, 7), (6, 1, 7), (7, 1, 7))),
)


@page("public")
def method(request: HttpRequest) -> HttpResponse:
    sheets, problems = _read(request)
    worked = example.work_out(sheets)
    context = {
        "theme": example.instrument().factors[0],
        "scale": example.instrument().scale,
        "rows": _rows(request, sheets, worked),
        "problems": problems,
        "presets": _presets(),
        "result": _result(worked),
        **_claims(),
    }
    return render(request, "assessments/method.html", context, status=422 if problems else 200)


# The example ------------------------------------------------------------------


def _name(member: int, statement: int) -> str:
    return f"m{member + 1}p{statement + 1}"


def _places() -> list[list[str]]:
    statements = range(len(example.instrument().factors[0].items))
    return [[_name(member, statement) for statement in statements] for member in range(example.MEMBERS)]


def _read(request: HttpRequest) -> tuple[Sheets, list[dict]]:
    """The answers typed, or those the page begins with; what is no answer counts as none and is told."""
    if not request.GET:
        return example.START, []
    scale = example.instrument().scale
    known = {str(value): value for value in scale.values}
    typed = {name: request.GET.get(name, "").strip() for row in _places() for name in row}
    problems = [
        {"message": _what_is_wrong(member, statement), "target": name}
        for member, names in enumerate(_places(), 1)
        for statement, name in enumerate(names, 1)
        if typed[name] and typed[name] not in known
    ]
    return [[known.get(typed[name]) for name in row] for row in _places()], problems


def _what_is_wrong(member: int, statement: int) -> str:
    scale = example.instrument().scale
    sentence = _(
        "Medlem %(member)s, påstand %(statement)s: Skriv et helt tall fra %(low)s til %(high)s, "
        "eller la feltet stå tomt."
    )
    return sentence % {"member": member, "statement": statement, "low": scale.minimum, "high": scale.maximum}


def _rows(request: HttpRequest, sheets: Sheets, worked: Worked) -> list[dict]:
    """One line of the form for each member, with her score beside it."""
    rows = []
    for number, (names, sheet, score) in enumerate(zip(_places(), sheets, worked.scores, strict=True), 1):
        cells = [
            {"name": name, "value": request.GET.get(name, "" if value is None else value)}
            for name, value in zip(names, sheet, strict=True)
        ]
        empty = all(value is None for value in sheet)
        rows.append(
            {
                "number": number,
                "cells": cells,
                "score": _number(score, 2) if score is not None else "",
                "note": _("har ikke svart") if empty else _("regnes ikke med"),
            }
        )
    return rows


def _presets() -> list[dict]:
    labels = {
        "tre": _("Bare tre svarer"),
        "fire": _("Fire svarer"),
        "leirer": _("Seks svarer, i to leirer"),
        "samstemt": _("Åtte svarer nesten likt"),
        "ytterst": _("Åtte svarer helt øverst"),
    }
    address = reverse("method")
    found = [{"label": _("Slik siden begynner"), "url": f"{address}#eksempel"}]
    for key, sheets in PRESETS:
        filled = [*sheets, *[(None,) * 3] * (example.MEMBERS - len(sheets))]
        pairs = [
            (name, "" if value is None else value)
            for names, sheet in zip(_places(), filled, strict=True)
            for name, value in zip(names, sheet, strict=True)
        ]
        found.append({"label": labels[key], "url": f"{address}?{urlencode(pairs)}#eksempel"})
    return found


def _result(worked: Worked) -> dict:
    """What a report would show of these answers, and what it would not."""
    factor, area = worked.factor, worked.published.areas[0]
    return {
        "answered": worked.published.respondents,
        "counted": worked.counted,
        "mean": mean_text(factor),
        "word": AREA_WORD_LABELS[area.word] if area.word else "",
        "agreement": AGREEMENT_LABELS[factor.agreement] if factor.agreement else "",
        "no_agreement": _why_no_agreement(worked),
        "bins": factor.bins,
        "comments": worked.published.rung.reaches(Rung.COMMENTS),
        "chart": _chart(worked),
        "kept_mean": _number(worked.mean, 2),
        "kept_sd": _number(worked.sd, 2),
    }


def _why_no_agreement(worked: Worked) -> str:
    factor = worked.factor
    if factor.end:
        return _("Gjennomsnittet ligger ytterst. Da ville et ord om enighet røpet det som er skjult.")
    if factor.rung == Rung.COMMENTS:
        return _("Svarene spriker ikke nok til «ulike syn». Mer kan vi ikke si med så få svar.")
    return _("Det krever minst %(count)s svar.") % {"count": _row(Rung.COMMENTS).floor}


def _chart(worked: Worked) -> str:
    svg = _svg(worked)
    # Our own SVG; every text in it is escaped where it is drawn.
    return mark_safe(svg)  # nosec B308 B703


def _svg(worked: Worked) -> str:
    factor, scale = worked.factor, example.instrument().scale
    palette = look.palette()
    if factor.shown:
        words = mean_text(factor).partition(" ")
        mark = Mark(factor.tenths, words[0], words[2], factor.end or "")
        labels = (_("lavt"), _("midt på"), _("høyt"))
        alt = _("Figuren slik den står i rapporten: %(mean)s.") % {"mean": mean_text(factor)}
        axis = Axis(scale.minimum, scale.maximum)
        return charts.factor_chart(alt, palette, axis, mark, bins=factor.bins, bin_labels=labels).svg
    word = worked.published.areas[0].word
    if not word:
        return ""
    words = [str(label) for label in AREA_WORD_LABELS.values()]
    alt = _("Figuren slik den står i rapporten: %(word)s.") % {"word": AREA_WORD_LABELS[word]}
    return charts.words_chart(alt, palette, words, list(AREA_WORD_LABELS).index(word)).svg


# The claims -------------------------------------------------------------------


def _claims() -> dict:
    """Every number the text states, from the rules themselves."""
    means, comments, full = (_row(rung) for rung in (Rung.MEANS, Rung.COMMENTS, Rung.FULL))
    (flag, _word), (_agreed, fairly, differing) = comments.agreement[0], full.agreement
    cuts = [score_text(tenths(cut)) for cut, _word in WORD_CUTS]
    return {
        "ladder": _ladder(),
        "means": {"floor": means.floor, "low": _end(means, 0), "high": _end(means, 1)},
        "comments": {"floor": comments.floor, "high": _end(comments, 1), "flag": score_text(tenths(flag))},
        "full": {
            "floor": full.floor,
            "agreed": score_text(tenths(fairly[0])),
            "differing": score_text(tenths(differing[0])),
        },
        "bins": [score_text(tenths(cut)) for cut in BIN_CUTS],
        "words": list(zip(AREA_WORD_LABELS.values(), _spans(cuts), strict=True)),
        "words_floor": _row(Rung.WORDS).floor,
        "marker_floor": LEADER_MARKER_FLOOR,
        "listed": COUNT,
        "place_margins": [{"n": n, "margin": _number(value, 1)} for n, value in example.place_margins()],
        "change_days": MINIMUM_DAYS,
        "change_sizes": example.CHANGE_SIZES,
        "verdicts": [
            {"difference": score_text(difference), "words": [VERDICT_LABELS[verdict] for verdict in found]}
            for difference, found in example.verdicts()
        ],
        "reference_sd": _number(example.instrument().reference_sd, 1),
        "norm_groups": NORM_GROUPS,
        "groups": GROUPS,
        "answers": ANSWERS,
    }


def _ladder() -> list[dict]:
    following = [*(row.floor for row in LADDER[1:]), None]
    return [
        {"count": span(row.floor, next_floor), "shows": row.shows, "reason": row.reason}
        for row, next_floor in zip(LADDER, following, strict=True)
    ]


def _row(rung: Rung) -> Row:
    return next(row for row in LADDER if row.rung == rung)


def _end(row: Row, side: int) -> str:
    return score_text(tenths(row.ends[side]))


def _spans(cuts: list[str]) -> list[str]:
    """Where each of the four words begins and ends."""
    between = [_("fra %(low)s, men under %(high)s") % {"low": low, "high": high} for low, high in pairwise(cuts)]
    return [_("under %(cut)s") % {"cut": cuts[0]}, *between, _("%(cut)s eller høyere") % {"cut": cuts[-1]}]


def _number(value, places: int) -> str:
    return "" if value is None else f"{float(value):.{places}f}".replace(".", ",")
