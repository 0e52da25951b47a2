"""The register of consultants: who they are, and the facts that decide which groups they may lead."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import F, Func, IntegerField, OuterRef, Prefetch, Q, Subquery
from django.forms.models import BaseInlineFormSet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from consultants import services
from consultants.models import (
    Absence,
    Capacity,
    Certification,
    CertificationStep,
    Consultant,
    Decline,
    EmployerLink,
    Engagement,
    EngagementState,
    Relation,
)
from consultants.roster_forms import evidence_field
from consultants.services import certificates
from consultants.services.engagements import OWN_RECORD
from consultants.views.home import certificate_tag
from portal.accounts.models import User
from portal.core.admin import PersonField, ReferenceAdmin, ReferenceInline


class ConsultantForm(forms.ModelForm):
    signed_in: User  # set for each request
    user = PersonField(label=_("E-post"))
    sectors = forms.CharField(
        label=_("Sektorer"), required=False, help_text=_("Skill med komma: helse, kultur og idrett."), max_length=400
    )

    own_leader = PersonField(
        label=_("Nærmeste leders e-post"),
        required=False,
        help_text=_("Konsulenten får ikke grupper som lederen er med i."),
    )

    class Meta:
        model = Consultant
        fields = ("user", "active", "slots", "seniority", "own_leader", "sectors", "presentation")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["sectors"] = ", ".join(self.instance.sectors)

    def clean_user(self) -> User:
        if self.cleaned_data["user"] == self.signed_in:
            raise forms.ValidationError(OWN_RECORD)
        return self.cleaned_data["user"]

    def clean_sectors(self) -> list[str]:
        return [word.strip() for word in self.cleaned_data["sectors"].split(",") if word.strip()]


class RelationForm(forms.ModelForm):
    person = PersonField(label=_("E-post"))


class CertificationForm(forms.ModelForm):
    evidence_file = evidence_field(required=False)


class StepForm(forms.ModelForm):
    attested_by = PersonField(label=_("Bekreftet av (e-post)"))


class StepFormSet(BaseInlineFormSet):
    def clean(self):
        super().clean()
        for form in self.forms:
            by = form.cleaned_data.get("attested_by")
            if by and by.pk == self.instance.user_id:
                form.add_error("attested_by", _("Et steg må bekreftes av en annen enn konsulenten selv."))


class EmployerLinkInline(ReferenceInline):
    model = EmployerLink


class CertificationInline(ReferenceInline):
    model = Certification
    form = CertificationForm
    fields = ("instrument", "version", "issuer", "valid_from", "valid_to", "evidence_link", "evidence_file")
    readonly_fields = ("evidence_link",)

    def get_fields(self, request, obj=None):
        """Her own certificates are only shown."""
        is_own = obj is not None and obj.user_id == request.user.pk
        return [name for name in self.fields if not (is_own and name == "evidence_file")]

    @admin.display(description=_("Bevis nå"))
    def evidence_link(self, certification):
        if not certification.evidence:
            return _("Ikke lagt ved")
        return format_html('<a href="{}">{}</a>', reverse("admin:evidence", args=[certification.pk]), _("Åpne beviset"))


class StepInline(ReferenceInline):
    model = CertificationStep
    form = StepForm
    formset = StepFormSet
    fields = ("instrument", "kind", "on", "attested_by")


class CapacityInline(ReferenceInline):
    model = Capacity


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
    inlines = (
        CertificationInline,
        StepInline,
        EmployerLinkInline,
        CapacityInline,
        AbsenceInline,
        RelationInline,
        DeclineInline,
    )
    list_display = ("user", "certificates", "in_use", "seniority", "takes")
    list_filter = ("active",)
    list_select_related = ("user",)
    search_fields = ("user__name", "user__email")
    search_help_text = _("Navn eller e-post")

    def get_queryset(self, request):
        """With what the list tells: how many engagements each holds, and her certificates by their last day."""
        held = Engagement.objects.filter(
            Q(lead=OuterRef("pk")) | Q(co=OuterRef("pk")), state__in=EngagementState.HOLDING
        ).order_by()
        number = held.annotate(number=Func(F("pk"), function="COUNT", output_field=IntegerField())).values("number")
        certificates = Prefetch("certifications", Certification.objects.order_by("valid_to", "pk"))
        return super().get_queryset(request).annotate(held=Subquery(number)).prefetch_related(certificates)

    @admin.display(description=_("Sertifikat"))
    def certificates(self, consultant):
        """The latest for each instrument, with how long it lasts."""
        today = timezone.localdate()
        latest = {row.instrument: certificate_tag(row, today) for row in consultant.certifications.all()}
        tags = [(render_to_string("components/tag.html", tag),) for tag in latest.values()]
        return format_html_join(" ", "{}", tags) or _("Ingen")

    @admin.display(description=_("Oppdrag nå"), ordering="held")
    def in_use(self, consultant):
        return _("%(held)s av %(slots)s") % {"held": consultant.held, "slots": consultant.slots}

    @admin.display(description=_("Tar oppdrag"), ordering="active")
    def takes(self, consultant):
        return _("Ja") if consultant.active else _("Nei")

    def get_fields(self, request, obj=None):
        names = super().get_fields(request, obj)
        if self.has_change_permission(request, obj):
            return names
        return ["sectors_known" if name == "sectors" else name for name in names]

    def get_readonly_fields(self, request, obj=None):
        """A record belongs to its person for good: another person in it would read her reports."""
        if obj is None:
            return ()
        own = () if self.has_change_permission(request, obj) else ("sectors_known",)
        return ("user", "wishes", "languages_known", *own)

    @admin.display(description=_("Sektorer"))
    def sectors_known(self, consultant):
        return ", ".join(consultant.sectors) or _("Ikke fylt inn")

    @admin.display(description=_("Vil helst ha"))
    def wishes(self, consultant):
        levels = [level.name for level in consultant.preferred_levels.order_by("rank")]
        return ", ".join([*levels, *consultant.preferred_sectors]) or _("Ingen ønsker")

    @admin.display(description=_("Språk"))
    def languages_known(self, consultant):
        return ", ".join(consultant.languages) or _("Ikke fylt inn")

    def has_change_permission(self, request, obj=None) -> bool:
        """Her own record is a colleague's to keep."""
        return super().has_change_permission(request, obj) and not (obj and obj.user_id == request.user.pk)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        return type("ConsultantForm", (form,), {"signed_in": request.user})

    def change_view(self, request, object_id, form_url="", extra_context=None):
        consultant = self.get_object(request, unquote(object_id))
        if consultant and consultant.user_id == request.user.pk and request.user.has_role(*self.roles):
            messages.warning(request, str(OWN_RECORD))
        return super().change_view(request, object_id, form_url, extra_context)

    def save_model(self, request, obj, form, change):
        services.save_consultant(obj, by=request.user)

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        for row in formset.forms:
            if row.cleaned_data.get("evidence_file") and row.instance.pk:
                certificates.store_evidence(row.instance, row.cleaned_data["evidence_file"])

    def has_delete_permission(self, request, obj=None) -> bool:
        """She stays on the cases she has led; «tar oppdrag» is how she leaves."""
        return False
