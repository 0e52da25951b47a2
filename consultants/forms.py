"""Fields and what a single field can say about itself. The rules are in the services and ``dates``."""

from django import forms
from django.utils.translation import gettext_lazy as _

from consultants.dates import suggested
from enrollment.models import MembershipRole
from portal.core.forms import DateField, TextField
from portal.core.workdays import is_workday, next_workday

ROUND_DATES = ("opens_on", "deadline", "pretalk_on", "session_on")
MARKER_HELP = _(
    "Spør lederen: «Vil du at rapporten skal vise ditt eget svar ved siden av gruppens? Da ser alle hva du har svart. "
    "De fleste lar det være.»"
)


class RoundDatesForm(forms.Form):
    """The four dates of one assessment; they are suggested on days people are at work."""

    opens_on = DateField(label=_("Kartleggingen åpner"))
    deadline = DateField(label=_("Svarfrist"), help_text=_("Dagen regnes med. To uker er vanlig."))
    pretalk_on = DateField(
        label=_("Forsamtale med lederen"), help_text=_("Dere leser rapporten sammen. Fra denne dagen kan den frigis.")
    )
    session_on = DateField(
        label=_("Samling med gruppen"), help_text=_("Alle ser rapporten. Fra denne dagen kan den frigis til gruppen.")
    )

    @staticmethod
    def suggestions(opens_on) -> dict:
        return suggested(opens_on, move=next_workday)

    @property
    def days_off(self) -> list:
        """Chosen dates on which people are not at work, as ``(label, date)``: told, not refused."""
        chosen = [(self.fields[name].label, self.cleaned_data.get(name)) for name in ROUND_DATES if name in self.fields]
        return [(label, date) for label, date in chosen if date and not is_workday(date)]


class ContractForm(RoundDatesForm):
    """What consultant and leader have agreed."""

    purpose = TextField(
        label=_("Hva dere er enige om"),
        limit=1000,
        help_text=_("Hva gruppen vil få til, og hvem som ser hva. Lederen og gruppen kan lese dette."),
    )
    agreed_on = DateField(label=_("Dagen dere ble enige"))
    ends_on = DateField(
        label=_("Oppdragets siste dag"), help_text=_("Med ny kartlegging etter et halvt år trengs det oftest et år.")
    )
    view = forms.ChoiceField(
        label=_("Områder i rapporten"),
        choices=[("tre", _("Tre områder")), ("fire", _("Fire områder"))],
        widget=forms.RadioSelect,
        help_text=_("Inndelingen kan ikke endres etter at kartleggingen er åpnet."),
    )
    leader_marker = forms.TypedChoiceField(
        label=_("Lederens eget svar i rapporten"),
        choices=[("no", _("Nei, vis bare gruppens svar")), ("yes", _("Ja, vis lederens svar ved siden av"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        help_text=MARKER_HELP,
    )
    field_order = ("purpose", "agreed_on", *ROUND_DATES, "ends_on", "view", "leader_marker")


class NextRoundForm(RoundDatesForm):
    ends_on = DateField(label=_("Oppdragets siste dag"), help_text=_("Flytt den hvis samlingen kommer senere."))
    field_order = (*ROUND_DATES, "ends_on")


class MoveDatesForm(RoundDatesForm):
    """Only those dates that may still be moved."""

    def __init__(self, *args, movable, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ROUND_DATES:
            if name not in movable:
                del self.fields[name]


class MemberForm(forms.Form):
    name = forms.CharField(label=_("Navn"), max_length=120)
    email = forms.EmailField(
        label=_("E-post"),
        error_messages={"invalid": _("Skriv hele adressen, for eksempel navn@virksomhet.no.")},
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
