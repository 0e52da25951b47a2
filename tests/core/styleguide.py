"""The living style guide: an urlconf of its own for tests, never an address of the portal."""

from datetime import date, datetime
from pathlib import Path

from django import forms
from django.http import HttpResponse
from django.template import engines
from django.urls import path

from portal.core.forms import DateField, TextField

FOLDER = Path(__file__).parent
SCALE_WORDS = ("Helt uenig", "Uenig", "Litt uenig", "Verken eller", "Litt enig", "Enig", "Helt enig")


class NeedForm(forms.Form):
    """The step of picture 12: a text over its limit, a date that has passed, a choice with a field of its own."""

    follow_ups = {"alternative": {"bought": "cost"}}

    goal = TextField(label="Hva vil dere få til som gruppe?", limit=200, help_text="Programkontoret leser dette.")
    start = DateField(label="Når kan dere tidligst starte?")
    alternative = forms.ChoiceField(
        label="Hva ville dere gjort uten programmet?",
        choices=[("nothing", "Ikke gjort noe nå"), ("bought", "Kjøpt hjelp utenfra"), ("own", "Brukt egne krefter")],
        widget=forms.RadioSelect,
    )
    cost = forms.IntegerField(
        label="Hva ville det omtrent kostet?",
        required=False,
        error_messages={"invalid": "Skriv kostnaden med bare tall, for eksempel 180 000."},
    )
    size = forms.ChoiceField(label="Hvor store er dere?", choices=[("", "Velg"), ("8", "8")], required=False)
    themes = forms.MultipleChoiceField(
        label="Temaer", choices=[("a", "Mål"), ("b", "Dialog")], widget=forms.CheckboxSelectMultiple, required=False
    )
    agreed = forms.BooleanField(label="Alle er enige om å delta", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cost"].suffix = "kroner"
        self.fields["cost"].widget = forms.TextInput()

    def clean_start(self):
        start = self.cleaned_data["start"]
        if start < date(2026, 11, 24):
            raise forms.ValidationError("Datoen er passert. Velg en dato fra og med 24. november 2026.")
        return start


class CommentForm(forms.Form):
    comment = TextField(label="Kommentar", limit=1200, required=False, help_text="Ikke skriv navn.")


PHASES = [
    {"name": "Søknad", "state": "done", "fact": "Innvilget 12. mars"},
    {"name": "Kontrakt", "state": "done", "fact": "Signert 14. april", "promise": "Lovet 16. april"},
    {"name": "Første kartlegging", "state": "done", "fact": "8 av 8 svarte"},
    {"name": "Tilbakemelding", "state": "done", "fact": "3. juni", "promise": "8 dager etter løftet", "late": True},
    {"name": "Utvikling", "state": "now", "fact": "samling 4 av 6", "filled": 60},
    {"name": "Ny kartlegging", "state": "coming", "fact": "Mars 2027"},
    {"name": "Evaluering", "state": "hold", "fact": "Ny leder til mars"},
]
NOW = {
    "heading": "Velg hva dere vil ta opp onsdag 2. desember",
    "text": "Det er samling 4 av 6. Maja Torvund trenger temaene senest fredag 27. november.",
    "url": "#",
    "action": "Velg temaer",
    "more_url": "#",
    "more": "Legg samlingen i kalenderen",
    "holder": {"name": "Ingrid Solbakk", "does": "Velger temaer innen 27. november", "is_you": True},
    "then": [
        {"name": "Maja Torvund, konsulent", "does": "Sender agenda 30. november"},
        {"name": "Alle i gruppen", "does": "Møter til samling 2. desember kl. 13", "initials": "8"},
    ],
}
CONTEXT = {
    "phases": PHASES,
    "now": NOW,
    "hours": 31.5,
    "saved_at": datetime(2026, 11, 23, 10, 44),
    "ticks": [
        {"text": "Kontrakten er signert av begge", "state": "done"},
        {"text": "Fristen går ut 4. desember kl. 23.59", "state": "wait"},
        {"text": "Gruppen har ikke fått navnelisten", "state": "missing"},
    ],
    "work": [
        {
            "when": "I morgen",
            "near": True,
            "heading": "Les og frigi rapporten til Etat for byrom",
            "text": "Rapporten ble ferdig fredag. Lederen er lovet den innen tirsdag.",
            "url": "#",
            "action": "Les rapporten",
        },
        {"when": "Fredag", "heading": "Få opp svarene", "text": "4 av 9 har svart.", "url": "#", "action": "Påminn"},
    ],
    "columns": [{"label": "Gruppe"}, {"label": "Neste dato"}, {"label": "Svar", "number": True}, {"label": "Mangler"}],
    "rows": [
        {"url": "#", "cells": ["Etat for byrom", "Samling 2. desember", "8 av 8", "Frigi rapport"], "is_now": True},
        {"url": "#", "cells": ["Biblioteksetaten", "Frist 27. november", "", "2 svar til"]},
    ],
    "saved": [
        {"label": "Gruppen", "value": "Ledergruppen i Furulund\n8 medlemmer", "url": "#"},
        {"label": "Tidligste oppstart", "value": "2. mars 2027", "url": "#"},
        {"label": "Tomt felt", "value": ""},
    ],
    "steps": [
        {"label": "Gruppen", "url": "#", "state": "done"},
        {"label": "Lederen", "url": "#", "state": "done"},
        {"label": "Medlemmer", "url": "#", "state": "done"},
        {"label": "Behovet", "url": "", "state": "now"},
        {"label": "Se over og send", "url": "", "state": "coming"},
    ],
    "facts": [
        {"label": "Søknadsfrist", "value": "15. januar 2027"},
        {"label": "Pris", "value": "Gratis for gruppen"},
        {"label": "Varighet", "value": "9–12 måneder"},
        {"label": "Tid per medlem", "value": "Om lag 30 timer"},
    ],
    "demands": ["Tre til fjorten medlemmer som leder sammen", "Alle er enige om å delta"],
    "names": ["Maja Torvund", "Sverre Enghaug", "Nadia Rahmani Vik", "Henrik Osmundsen"],
    "crumbs": [{"label": "Min dag", "url": "#"}, {"label": "Oppdrag", "url": "#"}, {"label": "Furulund"}],
    "staff_nav": [
        {"label": "Min dag", "url": "/ansatt/", "exact": True},
        {"label": "Oppdrag", "url": "/admin/oppdrag/"},
        {"label": "Samlinger", "url": "/admin/samlinger/"},
        {"label": "Timer", "url": "/admin/timer/"},
        {"label": "Min profil", "url": "/admin/profil/"},
    ],
    "search_url": "/admin/sok/",
    "search_label": "Søk i gruppene dine",
}
FAULTY = {"goal": "Bydelen ble omorganisert. " * 9, "start": "02.03.2026", "alternative": "bought", "cost": "ca 180'"}


def statement(number: int, text: str, chosen: int | None = None, *, unknown: bool = False) -> dict:
    return {
        "name": f"p{number}",
        "text": text,
        "options": [
            {"value": value, "label": value, "word": word, "checked": value == chosen}
            for value, word in enumerate(SCALE_WORDS, start=1)
        ],
        "unknown": {"value": "unknown", "word": "Vet ikke", "checked": unknown},
        "first": SCALE_WORDS[0],
        "middle": SCALE_WORDS[3],
        "last": SCALE_WORDS[6],
    }


STATEMENTS = [
    statement(1, "Vi vet hva vi vil oppnå med hver sak vi tar opp.", 6),
    statement(2, "Det er klart om en sak er til orientering, drøfting eller beslutning.", 3),
    statement(3, "Vi holder oss til saken når vi diskuterer."),
    statement(4, "Vi bruker tiden på det som krever hele gruppen.", unknown=True),
    statement(5, "Vi avslutter møtene i tide.", 7),
]
READERS = [
    {"label": "Lederen din", "value": "Antall svar underveis. Rapporten når den er klar. Aldri hvem som har svart."},
    {"label": "Programkontoret", "value": "Antall svar. Ingen tall om gruppen din."},
]


def render(request, name: str, context: dict) -> HttpResponse:
    template = engines["django"].from_string((FOLDER / name).read_text(encoding="utf-8"))
    return HttpResponse(template.render(context, request))


def guide(request, base: str = "base.html", form: NeedForm | None = None) -> HttpResponse:
    return render(request, "styleguide.html", {**CONTEXT, "base": base, "form": form or NeedForm()})


def staff(request) -> HttpResponse:
    return guide(request, "base_staff.html")


def errors(request) -> HttpResponse:
    return guide(request, form=NeedForm(FAULTY))


def respondent(request) -> HttpResponse:
    context = {"statements": STATEMENTS, "readers": READERS, "form": CommentForm()}
    return render(request, "styleguide_respondent.html", context)


urlpatterns = [
    path("", guide),
    path("ansatt/", staff),
    path("feil/", errors),
    path("svar/", respondent),
]
