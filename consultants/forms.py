"""Fields and what a single field can say about itself. The rules are in the services and ``dates``."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.services.external import MOST_PDF, MOST_SCORES, SCALES
from consultants.dates import suggested
from enrollment.models import MembershipRole
from enrollment.queries import weeks_off
from portal.core.forms import DateField, TextField
from portal.core.workdays import is_workday, next_workday

ROUND_DATES = ("opens_on", "deadline", "pretalk_on", "session_on")
LAST_DAY_MISSING = _("Skriv oppdragets siste dag.")
WHOLE_ADDRESS = _("Skriv hele adressen, for eksempel navn@virksomhet.no.")
MARKER_HELP = _(
    "Spør lederen: «Vil du at rapporten skal vise ditt eget svar ved siden av gruppens? Da ser alle hva du har svart. "
    "De fleste lar det være.»"
)


class RoundDatesForm(forms.Form):
    """The four dates of one assessment; they are suggested on days people are at work."""

    opens_on = DateField(
        label=_("Kartleggingen åpner"), error_messages={"required": _("Skriv dagen kartleggingen åpner.")}
    )
    deadline = DateField(
        label=_("Svarfrist"),
        help_text=_("Dagen regnes med. To uker er vanlig."),
        error_messages={"required": _("Skriv svarfristen.")},
    )
    pretalk_on = DateField(
        label=_("Forsamtale med lederen"),
        help_text=_("Dere leser rapporten sammen. Fra denne dagen kan den frigis."),
        error_messages={"required": _("Skriv dagen for forsamtalen med lederen.")},
    )
    session_on = DateField(
        label=_("Samling med gruppen"),
        help_text=_("Alle ser rapporten. Fra denne dagen kan den frigis til gruppen."),
        error_messages={"required": _("Skriv dagen for samlingen med gruppen.")},
    )

    @staticmethod
    def suggestions(opens_on) -> dict:
        off = weeks_off()
        return suggested(opens_on, move=lambda day: next_workday(day, off))

    @property
    def days_off(self) -> list[tuple[str, date, str]]:
        """Chosen dates on which people are not at work: label, date, and the office's name for the days, if any."""
        off = weeks_off()
        chosen = [(self.fields[name].label, self.cleaned_data.get(name)) for name in ROUND_DATES if name in self.fields]
        return [
            (label, day, next((time.name for time in off if time.holds(day)), ""))
            for label, day in chosen
            if day and not is_workday(day, off)
        ]


class ContractForm(RoundDatesForm):
    """What consultant and leader have agreed."""

    purpose = TextField(
        label=_("Hva dere er enige om"),
        limit=1000,
        help_text=_("Hva gruppen vil få til, og hvem som ser hva. Lederen og gruppen kan lese dette."),
        error_messages={"required": _("Skriv hva dere er enige om.")},
    )
    agreed_on = DateField(
        label=_("Dagen dere ble enige"), error_messages={"required": _("Skriv dagen dere ble enige.")}
    )
    ends_on = DateField(
        label=_("Oppdragets siste dag"),
        help_text=_("Med ny kartlegging etter et halvt år trengs det oftest et år."),
        error_messages={"required": LAST_DAY_MISSING},
    )
    run_in = forms.ChoiceField(
        label=_("Hvor gruppen svarer"),
        choices=[("portal", _("Her i portalen")), ("elsewhere", _("I et annet verktøy med egen lisens"))],
        widget=forms.RadioSelect,
        help_text=_("Kan ikke endres senere. I et annet verktøy gjelder ikke de to neste valgene."),
        error_messages={"required": _("Velg hvor gruppen svarer.")},
    )
    tool = forms.CharField(
        label=_("Navnet på verktøyet"),
        max_length=60,
        required=False,
        help_text=_("Portalen tar vare på datoer, antall svar og verktøyets rapport. Svarene blir i verktøyet."),
    )
    view = forms.ChoiceField(
        label=_("Områder i rapporten"),
        choices=[("tre", _("Tre områder")), ("fire", _("Fire områder"))],
        widget=forms.RadioSelect,
        help_text=_("Inndelingen kan ikke endres etter at kartleggingen er åpnet."),
        error_messages={"required": _("Velg hvor mange områder rapporten har.")},
    )
    leader_marker = forms.TypedChoiceField(
        label=_("Lederens eget svar i rapporten"),
        choices=[("no", _("Nei, vis bare gruppens svar")), ("yes", _("Ja, vis lederens svar ved siden av"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        help_text=MARKER_HELP,
        error_messages={"required": _("Velg om lederens eget svar vises.")},
    )
    field_order = ("purpose", "agreed_on", *ROUND_DATES, "ends_on", "run_in", "tool", "view", "leader_marker")
    follow_ups = {"run_in": {"elsewhere": "tool"}}

    def __init__(self, *args, recorded=None, **kwargs):
        """``recorded`` is the round of a contract that is corrected: where it is run stays."""
        super().__init__(*args, **kwargs)
        kept = ("run_in", "tool", *(("view", "leader_marker") if recorded and recorded.runs_elsewhere else ()))
        for name in kept if recorded else ():
            del self.fields[name]

    def clean(self) -> dict:
        values = super().clean()
        if "run_in" in self.fields:
            is_elsewhere = values.pop("run_in", "") == "elsewhere"
            values["tool"] = " ".join(values.get("tool", "").split()) if is_elsewhere else ""
            if is_elsewhere and not values["tool"] and "tool" not in self.errors:
                self.add_error("tool", _("Skriv navnet på verktøyet."))
        return values


class NextRoundForm(RoundDatesForm):
    ends_on = DateField(
        label=_("Oppdragets siste dag"),
        help_text=_("Flytt den hvis samlingen kommer senere."),
        error_messages={"required": LAST_DAY_MISSING},
    )
    field_order = (*ROUND_DATES, "ends_on")


class MoveDatesForm(RoundDatesForm):
    """Only those dates that may still be moved."""

    def __init__(self, *args, movable, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ROUND_DATES:
            if name not in movable:
                del self.fields[name]


class RegisterForm(forms.Form):
    """What a tool outside the portal gave: two numbers, its report, and the group's means if the group wants them."""

    invited = forms.IntegerField(
        label=_("Antall invitert"),
        min_value=1,
        max_value=500,
        widget=forms.NumberInput(attrs={"class": "input-short"}),
        error_messages={"required": _("Skriv hvor mange som ble invitert.")},
    )
    answered = forms.IntegerField(
        label=_("Antall som har svart"),
        min_value=0,
        max_value=500,
        help_text=_("Rapporten krever minst tre."),
        widget=forms.NumberInput(attrs={"class": "input-short"}),
        error_messages={"required": _("Skriv hvor mange som har svart.")},
    )
    report = forms.FileField(
        label=_("Rapporten fra verktøyet"),
        help_text=_("PDF på inntil 10 MB. Den deles som den er, i de samme to stegene som våre egne rapporter."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
        error_messages={"required": _("Velg rapporten som PDF."), "empty": _("Filen er tom.")},
    )
    scores = forms.FileField(
        label=_("Gruppens snitt for hvert tema"),
        required=False,
        help_text=_(
            "CSV-fil med «tema;snitt» på første linje og én rad for hvert tema. Bare gruppens snitt: filer med svar "
            "fra enkeltpersoner tas ikke imot."
        ),
        widget=forms.FileInput(attrs={"accept": "text/csv,.csv"}),
        error_messages={"empty": _("Filen er tom.")},
    )
    scale = forms.ChoiceField(
        label=_("Verktøyets skala"),
        choices=[(f"{low}-{high}", f"{low}–{high}") for low, high in SCALES],
        help_text=_("Brukes bare når du legger ved snittene."),
        error_messages={"required": _("Velg skalaen verktøyet bruker.")},
    )

    def numbers_and_files(self) -> dict:
        """What the service takes, of a valid form."""
        values = self.cleaned_data
        low, high = values["scale"].split("-")
        return {
            "invited": values["invited"],
            "answered": values["answered"],
            "report": values["report"].read(MOST_PDF + 1),
            "report_name": values["report"].name,
            "scores": values["scores"].read(MOST_SCORES + 1) if values["scores"] else None,
            "scale": (int(low), int(high)),
        }


class ExtendForm(MoveDatesForm):
    """A new deadline for a held round; what comes after it may follow."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, movable=frozenset(ROUND_DATES) - {"opens_on"}, **kwargs)


class AddressForm(forms.Form):
    email = forms.EmailField(
        label=_("Riktig e-post"),
        error_messages={"required": _("Skriv den riktige e-posten."), "invalid": WHOLE_ADDRESS},
    )


class MemberForm(forms.Form):
    name = forms.CharField(label=_("Navn"), max_length=120, error_messages={"required": _("Skriv navnet.")})
    email = forms.EmailField(
        label=_("E-post"),
        error_messages={"required": _("Skriv e-posten."), "invalid": WHOLE_ADDRESS},
        help_text=_("Lenken til å svare sendes hit."),
    )
    title = forms.CharField(label=_("Stilling"), max_length=120, required=False)
    role = forms.ChoiceField(
        label=_("Rolle"),
        choices=[
            (MembershipRole.MEMBER, _("Medlem som svarer på kartleggingen")),
            (MembershipRole.DELEGATE, _("Medhjelper som hjelper lederen, og ikke svarer")),
        ],
        initial=MembershipRole.MEMBER,
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg en rolle.")},
    )

    def __init__(self, *args, with_role: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if not with_role:
            del self.fields["role"]

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())


class DeclarationForm(forms.Form):
    """What a consultant answers before an engagement. There is no field for a reason, and there will be none."""

    answer = forms.ChoiceField(
        label=_("Svaret ditt"),
        choices=[
            ("free", _("Jeg har ingen bånd til noen i gruppen eller til virksomheten som gjør meg inhabil")),
            ("no", _("Jeg sier nei til oppdraget")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg ett av svarene.")},
    )
