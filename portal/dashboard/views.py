"""The latest edition of programme figures, for office and commissioner. Only frozen editions are read."""

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments import services
from assessments.editions import ANSWERS, GROUPS, Status, View
from assessments.models import EditionKind, FigureCell, FigureEdition, InstrumentVersion
from assessments.publication import score_text
from portal.accounts.models import RoleName
from portal.core.access import page, require_role
from portal.core.workflow import TransitionNotAllowed

PUBLISHERS = {EditionKind.FIGURES: services.publish_figures, EditionKind.NORM: services.publish_norm}


@page("figures")
def figures(request: HttpRequest) -> HttpResponse:
    require_role(request.user, RoleName.OFFICE, RoleName.COMMISSIONER)
    versions = list(InstrumentVersion.objects.order_by("-imported_at"))
    version = _chosen(versions, request.GET.get("verktoy"))
    context = {
        **admin.site.each_context(request),
        "versions": versions,
        "version": version,
        "may_publish": request.user.has_role(RoleName.OFFICE),
        "groups": GROUPS,
        "answers": ANSWERS,
        **_edition(version, request.GET.get("tall", "")),
    }
    return render(request, "dashboard/figures.html", context)


@page("reference", "POST")
def publish(request: HttpRequest, version: int, kind: str) -> HttpResponse:
    """Make the next edition, of programme figures or of the norm."""
    require_role(request.user, RoleName.OFFICE)
    instrument = get_object_or_404(InstrumentVersion, pk=version)
    if kind not in EditionKind:
        raise Http404
    try:
        edition = PUBLISHERS[EditionKind(kind)](instrument, by=request.user)
        messages.success(request, _("%(edition)s er laget.") % {"edition": str(edition).capitalize()})
    except TransitionNotAllowed as refusal:
        for sentence in refusal.missing:
            messages.error(request, sentence)
    return redirect(f"{reverse('admin:figures')}?verktoy={instrument.pk}")


def _chosen(versions: list[InstrumentVersion], wanted: str | None) -> InstrumentVersion | None:
    """The version asked for, else the newest. Raises Http404 for one that is not there."""
    if wanted is None:
        return versions[0] if versions else None
    found = [version for version in versions if str(version.pk) == wanted]
    if not found:
        raise Http404
    return found[0]


def _edition(version: InstrumentVersion | None, wanted: str) -> dict:
    """The latest edition, its cells, and the one that is opened; nothing of all this before the first."""
    edition = _latest(version, EditionKind.FIGURES)
    if edition is None:
        return {"edition": None, "cells": [], "opened": None, "areas": [], "norm": None}
    cells = list(edition.cells.all())
    shown = [cell for cell in cells if Status(cell.status).shown]
    opened = next((cell for cell in shown if _name(cell) == wanted), shown[0])
    norm = _latest(version, EditionKind.NORM)
    return {
        "edition": edition,
        "cells": [_line(cell, version) for cell in cells],
        "opened": {"label": _label(opened), "groups": opened.groups, "answers": opened.answers},
        "areas": _areas(version, opened, norm.cells.get() if norm else None),
        "norm": norm,
    }


def _latest(version: InstrumentVersion | None, kind: EditionKind) -> FigureEdition | None:
    return version.editions.filter(kind=kind).order_by("-number").first() if version else None


def _line(cell: FigureCell, version: InstrumentVersion) -> dict:
    is_shown = Status(cell.status).shown
    reasons = {
        Status.TOO_SMALL: _("Færre enn tre grupper eller femten svar."),
        Status.UNBALANCED: _("Én gruppe har mer enn halvparten av svarene."),
        Status.PROTECTS_OTHERS: _("Holdt tilbake for at ingen skal kunne regne ut en mindre."),
        Status.KEPT: _("Som i forrige utgave: for lite er nytt."),
    }
    return {
        "label": _label(cell),
        "groups": cell.groups if is_shown else "",
        "answers": cell.answers if is_shown else "",
        "url": f"{reverse('admin:figures')}?verktoy={version.pk}&tall={_name(cell)}#tall" if is_shown else "",
        "note": reasons.get(Status(cell.status), ""),
    }


def _name(cell: FigureCell) -> str:
    return f"{cell.view}:{cell.value}"


def _label(cell: FigureCell) -> str:
    if cell.view == View.TOTAL:
        return _("Alle grupper")
    if cell.view == View.HALF:
        year, half = cell.value.split("-")
        return (_("Våren %(year)s") if half == "1" else _("Høsten %(year)s")) % {"year": year}
    return cell.value


def _areas(version: InstrumentVersion, cell: FigureCell, norm: FigureCell | None) -> list[dict]:
    instrument = services.load_version(version.pk)
    return [
        {
            "title": area.title,
            "factors": [
                {
                    "title": instrument.factor_by_key[key].title,
                    "mean": score_text(cell.means[key]),
                    "norm": score_text(norm.means[key]) if norm else "",
                    "spread": score_text(norm.spreads[key]) if norm else "",
                }
                for key in area.factors
            ],
        }
        for area in instrument.views[0].areas
    ]
