"""The register of consultants: who they are, and the facts that decide which groups they may lead."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from consultants import services
from consultants.models import Absence, Certification, Consultant, Decline, EmployerLink, Relation
from portal.core.admin import PersonField, ReferenceAdmin, ReferenceInline


class ConsultantForm(forms.ModelForm):
    user = PersonField(label=_("E-post"))
    sectors = forms.CharField(
        label=_("Sektorer"), required=False, help_text=_("Skill med komma: helse, kultur og idrett."), max_length=400
    )

    class Meta:
        model = Consultant
        fields = ("user", "active", "slots", "seniority", "sectors", "presentation")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["sectors"] = ", ".join(self.instance.sectors)

    def clean_sectors(self) -> list[str]:
        return [word.strip() for word in self.cleaned_data["sectors"].split(",") if word.strip()]


class RelationForm(forms.ModelForm):
    person = PersonField(label=_("E-post"))


class EmployerLinkInline(ReferenceInline):
    model = EmployerLink


class CertificationInline(ReferenceInline):
    model = Certification


class AbsenceInline(ReferenceInline):
    model = Absence


class RelationInline(ReferenceInline):
    model = Relation
    form = RelationForm


class DeclineInline(ReferenceInline):
    model = Decline


@admin.register(Consultant)
class ConsultantAdmin(ReferenceAdmin):
    form = ConsultantForm
    inlines = (CertificationInline, EmployerLinkInline, AbsenceInline, RelationInline, DeclineInline)
    list_display = ("user", "active", "slots", "seniority")
    list_filter = ("active",)
    list_select_related = ("user",)
    search_fields = ("user__name", "user__email")

    def get_readonly_fields(self, request, obj=None):
        """A record belongs to its person for good: another person in it would read her reports."""
        return ("user",) if obj else ()

    def save_model(self, request, obj, form, change):
        services.save_consultant(obj)

    def has_delete_permission(self, request, obj=None) -> bool:
        """She stays on the cases she has led; «tar oppdrag» is how she leaves."""
        return False
