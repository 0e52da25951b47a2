"""Registers the office keeps: organisations, levels, programmes, offerings, intakes and groups."""

from datetime import timedelta

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from enrollment import services
from enrollment.models import (
    GroupLevel,
    HolidayWeek,
    Intake,
    LeadershipGroup,
    Offering,
    Organisation,
    OrganisationKind,
    Programme,
)
from portal.core.admin import PersonField, ReferenceAdmin

LONGEST_HOLIDAY = timedelta(weeks=10)


@admin.register(OrganisationKind)
class OrganisationKindAdmin(ReferenceAdmin):
    list_display = ("name",)


@admin.register(Organisation)
class OrganisationAdmin(ReferenceAdmin):
    fields = ("name", "short_name", "kind", "parent", "sector", "orgnr", "valid_from", "valid_to", "successor")
    list_display = ("name", "kind", "sector", "valid_from", "valid_to")
    list_filter = ("kind",)
    list_select_related = ("kind",)
    search_fields = ("name", "short_name", "orgnr")

    def has_delete_permission(self, request, obj=None) -> bool:
        """Cases keep the organisation they began with; «gjelder til» is how it ends."""
        return False


@admin.register(GroupLevel)
class GroupLevelAdmin(ReferenceAdmin):
    list_display = ("name", "rank", "is_top", "same_employer")


@admin.register(Programme)
class ProgrammeAdmin(ReferenceAdmin):
    list_display = ("name", "published")
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Offering)
class OfferingAdmin(ReferenceAdmin):
    list_display = ("name", "programme", "instrument")
    list_select_related = ("programme",)


@admin.register(Intake)
class IntakeAdmin(ReferenceAdmin):
    list_display = ("name", "offering", "opens_on", "closes_on", "starts_on", "places")
    list_select_related = ("offering",)
    date_hierarchy = "closes_on"


class HolidayWeekForm(forms.ModelForm):
    def clean(self):
        values = super().clean()
        first, last = values.get("first_day"), values.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("Siste dag er før første dag."))
        elif first and last and last - first > LONGEST_HOLIDAY:
            self.add_error("last_day", _("Det er mer enn ti uker. Se over årstallet."))
        return values


@admin.register(HolidayWeek)
class HolidayWeekAdmin(ReferenceAdmin):
    form = HolidayWeekForm
    list_display = ("name", "first_day", "last_day")


class LeadershipGroupForm(forms.ModelForm):
    new_leader = PersonField(
        label=_("Ny leder"),
        required=False,
        help_text=_("E-posten til den som tar over. Lederen i dag går ut av gruppen."),
    )

    editor = None  # set by the admin: the person who fills in the form

    class Meta:
        model = LeadershipGroup
        fields = ("name", "organisation", "level", "unit")

    def clean_new_leader(self):
        leader = self.cleaned_data["new_leader"]
        if leader and leader == self.editor:
            raise forms.ValidationError(
                _("Du kan ikke gjøre deg selv til leder. En kollega på programkontoret må gjøre det.")
            )
        return leader


@admin.register(LeadershipGroup)
class LeadershipGroupAdmin(ReferenceAdmin):
    """Groups are made by applications; here a name is corrected and a leader replaced."""

    form = LeadershipGroupForm
    fields = ("name", "organisation", "level", "unit", "new_leader")
    list_display = ("name", "organisation", "level")
    list_select_related = ("organisation", "level")
    search_fields = ("name", "organisation__name")

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.editor = request.user
        return form

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if leader := form.cleaned_data["new_leader"]:
            services.change_leader(obj, leader, by=request.user)

    def has_add_permission(self, request) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
