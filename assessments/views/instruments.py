"""The office's way in for instruments: a file, a new version of an earlier one, and the pages people would answer."""

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments import pages, services
from assessments.forms import OpenQuestionsForm
from assessments.instrument import Instrument, load_instrument
from assessments.instrument_check import SIZE_LIMIT, InstrumentRefused, check_instrument, decode
from assessments.models import InstrumentVersion
from portal.accounts.models import RoleName
from portal.core.access import page, require_role

MOST_FAULTS = 50


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Fil"),
        help_text=gettext_lazy("JSON etter formatet instrument/1."),
        error_messages={"required": gettext_lazy("Velg en fil."), "empty": gettext_lazy("Filen er tom.")},
    )


class SourceForm(forms.Form):
    source = forms.CharField(
        label=gettext_lazy("Verktøyet som JSON"),
        strip=False,
        max_length=SIZE_LIMIT,
        error_messages={"required": gettext_lazy("Skriv verktøyet som JSON.")},
        widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "false", "class": "source"}),
    )


@page("reference", "GET", "POST")
def upload(request: HttpRequest) -> HttpResponse:
    """Take in a file. Every fault is told, by line; nothing is kept of a file that has one."""
    require_role(request.user, RoleName.OFFICE)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    faults: list[str] = []
    if form.is_bound and form.is_valid():
        try:
            version = services.import_instrument(decode(form.cleaned_data["file"].read(SIZE_LIMIT + 1)))
        except InstrumentRefused as refused:
            faults = _told(refused)
        else:
            return _kept(request, version)
    return _page(request, "assessments/instrument_upload.html", form, faults)


@page("reference", "GET", "POST")
def new_version(request: HttpRequest, version: int) -> HttpResponse:
    """Change the text of a version and keep it as the next. The first button shows what people would answer."""
    require_role(request.user, RoleName.OFFICE)
    earlier = get_object_or_404(InstrumentVersion, pk=version)
    if not services.load_version(version).licence.may_export_items:
        return _page(request, "assessments/instrument_kept.html", None, [], version=earlier)
    form = SourceForm(request.POST if request.method == "POST" else None, initial={"source": earlier.source})
    faults: list[str] = []
    shown = None
    if form.is_bound and form.is_valid():
        source = form.cleaned_data["source"].replace("\r\n", "\n")
        try:
            if request.POST.get("go") != "preview":
                return _kept(request, services.add_version(earlier, source))
            shown = _checked(source)
        except InstrumentRefused as refused:
            faults = _told(refused)
    context = {"version": earlier, "preview": _whole_preview(shown) if shown else None}
    return _page(request, "assessments/instrument_version.html", form, faults, **context)


@page("reference")
def preview(request: HttpRequest, version: int, number: int) -> HttpResponse:
    """One of the pages of statements, or after them the open questions, as they look to whoever answers."""
    require_role(request.user, RoleName.OFFICE)
    kept = get_object_or_404(InstrumentVersion, pk=version)
    instrument = services.load_version(version)
    keys = [view.key for view in instrument.views]
    view = request.GET.get("inndeling", keys[0])
    if view not in keys:
        raise Http404
    dealt = pages.pages_of(instrument, view)
    total = len(dealt) + 1
    if not 1 <= number <= total:
        raise Http404
    context = {
        "version": kept,
        "instrument": instrument,
        "view": view,
        "number": number,
        "total": total,
        "page": dealt[number - 1] if number < total else None,
        "factors": _statements(instrument, dealt[number - 1].factors) if number < total else (),
        "form": OpenQuestionsForm(instrument) if number == total else None,
    }
    return render(request, "assessments/instrument_preview.html", context)


def _checked(source: str) -> Instrument:
    if faults := check_instrument(source):
        raise InstrumentRefused(faults)
    return load_instrument(source)


def _whole_preview(instrument: Instrument) -> list[dict]:
    """Every statement of a text that is not kept yet, area by area in the first grouping."""
    areas = instrument.views[0].areas
    by_key = instrument.factor_by_key
    return [
        {"title": area.title, "factors": _statements(instrument, [by_key[key] for key in area.factors])}
        for area in areas
    ]


def _statements(instrument: Instrument, factors) -> list[dict]:
    return [{"title": factor.title, "items": pages.statements(factor, instrument.scale, {}, {})} for factor in factors]


def _told(refused: InstrumentRefused) -> list[str]:
    """One sentence for each fault; a file that is wrong throughout has the rest counted."""
    told = [
        _("Linje %(line)s: %(sentence)s") % {"line": fault.line, "sentence": fault.sentence}
        for fault in refused.faults[:MOST_FAULTS]
    ]
    if left := len(refused.faults) - len(told):
        told.append(_("Og %(count)s feil til.") % {"count": left})
    return told


def _kept(request: HttpRequest, version: InstrumentVersion) -> HttpResponse:
    messages.success(request, _("%(version)s er lagt inn.") % {"version": version})
    return redirect("admin:assessments_instrumentversion_change", version.pk)


def _page(request: HttpRequest, template: str, form: forms.Form | None, faults: list[str], **context) -> HttpResponse:
    problems = [{"message": fault, "target": ""} for fault in faults]
    status = 422 if faults or (form and form.errors) else 200
    context = {**admin.site.each_context(request), "form": form, "problems": problems, **context}
    return render(request, template, context, status=status)
