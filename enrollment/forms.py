"""The steps of an application, and the office's answer.

A step's form knows how to show a draft (``of``) and what to keep of it (``draft_fields``).
"""

import re
from datetime import date, timedelta
from itertools import groupby

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from enrollment.members import LONGEST, email_problem, tidy_email
from enrollment.models import Alternative, Application, GroupLevel, Organisation
from enrollment.workflow import APPLICATION
from portal.accounts.models import User
from portal.core.forms import DateField, TextField
from portal.core.templatetags.ui import day_year, dotted

MOST_KRONER = 100_000_000
LONGEST_PERIOD = timedelta(days=3 * 365)


class EmailField(forms.CharField):
    """An address in lower case. The error says what is wrong with it and what a right one looks like."""

    widget = forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "input-medium"})

    def to_python(self, value):
        return tidy_email(super().to_python(value))

    def validate(self, value):
        super().validate(value)
        if value and (problem := email_problem(value)):
            raise ValidationError(problem)


class CostField(forms.CharField):
    """Whole kroner as an int or None. Takes "180 000" and "180.000"."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def clean(self, value):
        digits = re.sub(r"[\s.]", "", super().clean(value))
        if not digits:
            return None
        if not re.fullmatch(r"[0-9]{1,12}", digits) or int(digits) > MOST_KRONER:
            raise ValidationError(_("Skriv kostnaden med bare tall, for eksempel 180 000."))
        return int(digits)


class OrganisationField(forms.ModelChoiceField):
    """The organisations of today, by kind: a plain list, so that one can type the first letters without script."""

    def __init__(self, **kwargs):
        super().__init__(Organisation.objects.none(), **kwargs)

    def offer(self, organisations) -> None:
        self.queryset = organisations
        by_kind = groupby(organisations, key=lambda organisation: organisation.kind.name)
        groups = [(kind, [(organisation.pk, organisation.name) for organisation in found]) for kind, found in by_kind]
        self.widget.choices = [("", gettext("Velg virksomhet")), *groups]


def current_organisations(today: date):
    """Those that exist today, by kind and name."""
    begun, not_ended = Q(valid_from=None) | Q(valid_from__lte=today), Q(valid_to=None) | Q(valid_to__gte=today)
    return Organisation.objects.filter(begun, not_ended).select_related("kind").order_by("kind__name", "name")


# The steps --------------------------------------------------------------------


class GroupForm(forms.Form):
    organisation = OrganisationField(
        label=_("Virksomhet"),
        help_text=_("Åpne listen og skriv de første bokstavene."),
        error_messages={
            "required": _("Velg hvilken virksomhet gruppen leder."),
            "invalid_choice": _("Velg en virksomhet fra listen."),
        },
    )
    level = forms.ModelChoiceField(
        GroupLevel.objects.order_by("rank"),
        label=_("Hvilket nivå leder gruppen?"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": _("Velg hvilket nivå gruppen leder."),
            "invalid_choice": _("Velg et nivå fra listen."),
        },
    )
    group_name = forms.CharField(
        label=_("Gruppens navn"),
        required=False,
        max_length=LONGEST,
        help_text=_("Lar du feltet stå tomt, kaller vi den «Ledergruppen i» og navnet på virksomheten."),
        error_messages={"max_length": _("Kort ned navnet til 120 tegn.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].offer(current_organisations(timezone.localdate()))

    @classmethod
    def of(cls, draft: Application, user: User, data=None):
        names = ("organisation", "level", "group_name")
        return cls(data, initial={name: getattr(draft, name) for name in names})

    def draft_fields(self) -> dict:
        fields = dict(self.cleaned_data)
        fields["group_name"] = " ".join(fields["group_name"].split()) or _default_name(fields["organisation"])
        return fields


def _default_name(organisation: Organisation) -> str:
    return (gettext("Ledergruppen i %(organisation)s") % {"organisation": organisation.name})[:LONGEST]


class LeaderForm(forms.Form):
    """Who leads the group. ``own_name`` is asked of a person who has none yet."""

    follow_ups = {
        "applicant_leads": {"yes": "own_title", "no": "leader_name"},
        "leader_name": {"email": "leader_email", "title": "leader_title"},
    }

    own_name = forms.CharField(
        label=_("Navnet ditt"),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "name", "class": "input-medium"}),
        error_messages={"required": _("Skriv navnet ditt."), "max_length": _("Kort ned navnet til 120 tegn.")},
    )
    applicant_leads = forms.ChoiceField(
        label=_("Er du leder for gruppen?"),
        choices=[("yes", _("Ja, jeg leder gruppen")), ("no", _("Nei, jeg søker på vegne av lederen"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg om du leder gruppen."), "invalid_choice": _("Velg om du leder gruppen.")},
    )
    own_title = forms.CharField(
        label=_("Stillingen din"),
        required=False,
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title", "class": "input-medium"}),
        error_messages={"max_length": _("Kort ned stillingen til 120 tegn.")},
    )
    leader_name = forms.CharField(
        label=_("Lederens navn"),
        max_length=LONGEST,
        template_name="enrollment/leader_fields.html",
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "input-medium"}),
        error_messages={
            "required": _("Skriv hvem som leder gruppen."),
            "max_length": _("Kort ned navnet til 120 tegn."),
        },
    )
    leader_email = EmailField(
        label=_("Lederens e-post"),
        help_text=_("Lederen får kvitteringen og svaret, sammen med deg."),
        error_messages={"required": _("Skriv lederens e-post.")},
    )
    leader_title = forms.CharField(
        label=_("Lederens stilling"),
        required=False,
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "input-medium"}),
        error_messages={"max_length": _("Kort ned stillingen til 120 tegn.")},
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["own_title"].may_be_empty = self.fields["leader_title"].may_be_empty = True
        self.user = user
        self.leads = (self.data.get("applicant_leads") if self.is_bound else self.initial["applicant_leads"]) == "yes"
        if user.name:
            del self.fields["own_name"]
        if self.leads:
            self.fields["leader_name"].required = self.fields["leader_email"].required = False

    @classmethod
    def of(cls, draft: Application, user: User, data=None):
        initial = {"applicant_leads": "yes" if draft.applicant_leads else "no", "own_title": "", "leader_name": ""}
        if draft.applicant_leads:
            initial["own_title"] = draft.leader_title
        else:
            initial |= {name: getattr(draft, name) for name in ("leader_name", "leader_email", "leader_title")}
        return cls(data, initial=initial, user=user)

    def clean_leader_email(self):
        email = self.cleaned_data["leader_email"]
        if not self.leads and email == self.user.email:
            raise ValidationError(
                _("Dette er din egen adresse. Velg at du leder gruppen, eller skriv lederens adresse.")
            )
        return email

    def draft_fields(self) -> dict:
        cleaned = self.cleaned_data
        if not self.leads:
            return {
                "applicant_leads": False,
                **{name: cleaned[name] for name in ("leader_name", "leader_email", "leader_title")},
            }
        return {
            "applicant_leads": True,
            "leader_name": self.user.name or cleaned["own_name"],
            "leader_email": self.user.email,
            "leader_title": cleaned["own_title"],
        }


class NeedForm(forms.Form):
    follow_ups = {
        "alternative": {Alternative.BOUGHT.value: "external_cost"},
        "external_cost": {"unknown": "external_cost_unknown"},
    }

    reason = TextField(
        limit=1000,
        rows=7,
        label=_("Hva vil dere få til som gruppe?"),
        help_text=_("Programkontoret leser dette når de vurderer søknaden."),
        error_messages={
            "required": _("Skriv hva dere vil få til som gruppe."),
            "too_long": _("Kort ned begrunnelsen med %(excess)d tegn."),
        },
    )
    wanted_from = DateField(
        label=_("Når kan dere tidligst starte?"), error_messages={"required": _("Skriv når dere tidligst kan starte.")}
    )
    wanted_to = DateField(
        label=_("Når bør dere være ferdige?"),
        help_text=_("Dag, måned og år. De fleste trenger ni til tolv måneder."),
        error_messages={"required": _("Skriv når dere bør være ferdige.")},
    )
    alternative = forms.ChoiceField(
        label=_("Hva ville dere gjort uten programmet?"),
        choices=Alternative.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hva dere ville gjort uten programmet.")},
    )
    external_cost = CostField(
        label=_("Hva ville det omtrent kostet?"), required=False, template_name="enrollment/cost_fields.html"
    )
    external_cost_unknown = forms.BooleanField(label=_("Vet ikke"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["external_cost"].suffix = gettext("kroner")

    @classmethod
    def of(cls, draft: Application, user: User, data=None):
        initial = {name: getattr(draft, name) for name in cls.base_fields}
        cost = draft.external_cost
        return cls(data, initial={**initial, "external_cost": "" if cost is None else f"{cost:,}".replace(",", " ")})

    def clean_wanted_from(self):
        return _not_passed(self.cleaned_data["wanted_from"])

    def clean_wanted_to(self):
        end = _not_passed(self.cleaned_data["wanted_to"])
        start = self.cleaned_data.get("wanted_from")
        if start and end <= start:
            raise ValidationError(_("Velg en dato etter %(start)s, da dere kan starte.") % {"start": day_year(start)})
        if start and end - start > LONGEST_PERIOD:
            raise ValidationError(_("Perioden er lengre enn tre år. Velg en tidligere dato."))
        return end

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("alternative") != Alternative.BOUGHT:
            # What stands in a field that is not shown must stop nobody.
            self.errors.pop("external_cost", None)
            return {**cleaned, "external_cost": None, "external_cost_unknown": False}
        if cleaned.get("external_cost_unknown"):
            self.errors.pop("external_cost", None)
            return {**cleaned, "external_cost": None}
        if cleaned.get("external_cost") is None and "external_cost" not in self.errors:
            self.add_error("external_cost", _("Skriv omtrent hva det ville kostet, eller velg «Vet ikke»."))
        return cleaned

    def draft_fields(self) -> dict:
        return dict(self.cleaned_data)


def _not_passed(day: date) -> date:
    today = timezone.localdate()
    if day < today:
        text = _("Datoen %(day)s er passert. Velg en dato fra og med %(today)s.")
        raise ValidationError(text % {"day": dotted(day), "today": day_year(today)})
    return day


STEP_FORMS = {"gruppen": GroupForm, "lederen": LeaderForm, "behovet": NeedForm}


# The answer -------------------------------------------------------------------


class DecisionForm(forms.Form):
    """The office's answer. ``action`` is the name of a transition."""

    action = forms.ChoiceField(
        label=_("Får gruppen plass?"),
        choices=[(action, APPLICATION.transitions[action].label) for action in ("admit", "decline")],
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg om gruppen får plass.")},
    )
    reason = TextField(
        limit=2000,
        rows=6,
        label=_("Begrunnelse"),
        help_text=_("Står ordrett i brevet til lederen. Skriv til «dere»."),
        error_messages={"required": _("Skriv en begrunnelse. Den står i brevet til lederen.")},
    )
