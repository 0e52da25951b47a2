"""What stock change forms share: rights by role, never by Django's own permissions. Jobs, outbox and read log."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.auth import get_user_model
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.core import leases, outbox
from portal.core.forms import DateField
from portal.core.models import Job, Mail, ReadLog


class ByRole:
    """Everything is open to ``roles`` and nothing to anybody else. For ModelAdmin and inlines."""

    roles: tuple[str, ...] = ("office",)

    def has_module_permission(self, request) -> bool:
        return request.user.has_role(*self.roles)

    def has_view_permission(self, request, obj=None) -> bool:
        return request.user.has_role(*self.roles)

    def has_add_permission(self, request, obj=None) -> bool:
        return request.user.has_role(*self.roles)

    def has_change_permission(self, request, obj=None) -> bool:
        return request.user.has_role(*self.roles)

    def has_delete_permission(self, request, obj=None) -> bool:
        return request.user.has_role(*self.roles)


class PlainFields:
    """Dates as everywhere in the portal, and no row of icons beside a choice."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.DateField) and not isinstance(db_field, models.DateTimeField):
            return db_field.formfield(form_class=DateField)
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field


class ReferenceAdmin(PlainFields, ByRole, admin.ModelAdmin):
    """A register the office keeps."""

    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER

    def changelist_view(self, request, extra_context=None):
        title = capfirst(str(self.opts.verbose_name_plural))
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def add_view(self, request, form_url="", extra_context=None):
        title = _("Legg til %s") % self.opts.verbose_name
        return super().add_view(request, form_url, {"title": title, **(extra_context or {})})

    def get_inline_formsets(self, request, formsets, inline_instances, obj=None):
        """Without the hidden row of each that Django's script would copy: without it, it only takes time."""
        found = super().get_inline_formsets(request, formsets, inline_instances, obj)
        for each in found:
            each.has_add_permission = False
        return found

    def render_change_form(self, request, context, *args, **kwargs):
        """What must be put right stands on top, as on the portal's own pages, in place of Django's one sentence."""
        context["problems"] = problems_of(context["adminform"].form, *context["inline_admin_formsets"])
        context["errors"] = []
        return super().render_change_form(request, context, *args, **kwargs)


def problems_of(form, *inlines) -> list[dict]:
    """Lines of the error summary, each with the name of its field: of the form, then of the rows below it."""
    forms_shown = [form, *(row for inline in inlines for row in inline.formset.forms)]
    of_fields = [
        {"message": f"{row.fields[name].label}: {message}" if name in row.fields else message, "target": target}
        for row in forms_shown
        for name, messages in row.errors.items()
        for target in [row[name].id_for_label if name in row.fields else ""]
        for message in messages
    ]
    of_sets = [{"message": message, "target": ""} for inline in inlines for message in inline.formset.non_form_errors()]
    return of_fields + of_sets


class ReferenceInline(PlainFields, ByRole, admin.StackedInline):
    """One empty form each time; more rows come by saving, without script."""

    extra = 1

    @property
    def media(self):
        return forms.Media()


class PersonField(forms.ModelChoiceField):
    """A person by her e-mail address: no list of everybody to choose from."""

    widget = forms.EmailInput
    default_error_messages = {"invalid_choice": _("Ingen i portalen har denne adressen.")}

    def __init__(self, **kwargs):
        super().__init__(get_user_model().objects.order_by("email"), to_field_name="email", **kwargs)

    def to_python(self, value):
        return super().to_python(value.strip().lower() if isinstance(value, str) else value)

    def prepare_value(self, value):
        if value and "@" not in str(value):
            value = self.queryset.filter(pk=value).values_list("email", flat=True).first() or value
        return super().prepare_value(value)


TO_RESPONDENTS = {
    "notice": _("varsel"),
    "invitation": _("lenke"),
    "reminder": _("påminnelse"),
    "new_deadline": _("ny frist"),
}


class LookOnly:
    """Rows nobody writes by hand."""

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(Job)
class JobAdmin(LookOnly, ReferenceAdmin):
    """Background work, for those who run the machines. Holds ids and states, no content."""

    roles = ("operator",)
    list_display = ("kind", "state", "attempts", "error", "created_at", "finished_at")
    list_filter = ("state", "kind")
    fields = ("key", "kind", "queue", "state", "attempts", "error", "not_before", "created_at", "finished_at")
    actions = ("try_again",)

    @admin.action(description=_("Prøv igjen"), permissions=["view"])
    def try_again(self, request, queryset):
        count = leases.try_again(queryset)
        self.message_user(request, ngettext("%d jobb venter.", "%d jobber venter.", count) % count)


@admin.register(Mail)
class MailAdmin(LookOnly, ReferenceAdmin):
    """The outbox: the office sees and may stop what has not gone out; the operator sees states."""

    roles = ("office", "operator")
    list_display = ("subject", "to", "case", "state", "done")
    list_select_related = ("to",)
    list_filter = ("state",)
    search_help_text = _("Navn, e-post eller saksnummer")
    actions = ("stop", "try_again")
    readonly_fields = ("subject", "text")

    def get_fields(self, request, obj=None):
        states = ("state", "attempts", "error", "not_before", "created_at", "finished_at")
        # Whom a mail is about, and what it says, is no business of the machine room.
        if request.user.has_role("office"):
            return ("subject", "to", "case", "text", *states)
        return ("template", "queue", *states)

    def get_search_fields(self, request):
        return ("to__name", "to__email", "case") if request.user.has_role("office") else ()

    def get_list_display(self, request):
        if request.user.has_role("office"):
            return super().get_list_display(request)
        return ("template", "state", "attempts", "error", "not_before", "finished_at")

    @admin.display(description=_("emne"))
    def subject(self, mail) -> str:
        """What the mail is about. One to those who are asked gets its values, and its readers, while it is sent."""
        if mail.to_id:
            return outbox.subject_of(mail.template, mail.variables)
        return _("Til dem som er spurt: %s") % TO_RESPONDENTS.get(mail.template.rpartition("/")[2], mail.template)

    @admin.display(description=_("ferdig"), ordering="finished_at")
    def done(self, mail) -> str:
        return f"{timezone.localtime(mail.finished_at):%d.%m.%Y %H.%M}" if mail.finished_at else ""

    @admin.display(description=_("tekst"))
    def text(self, mail) -> str:
        if not mail.to_id:
            return _("Lages for hver enkelt idet den sendes, og ligger ikke her.")
        return outbox.render(mail.template, mail.variables, to="").body

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return super().change_view(request, object_id, form_url, {"subtitle": None, **(extra_context or {})})

    def get_actions(self, request):
        own = "stop" if request.user.has_role("office") else "try_again"
        return {name: action for name, action in super().get_actions(request).items() if name == own}

    @admin.action(description=_("Stans"), permissions=["view"])
    def stop(self, request, queryset):
        count = sum(outbox.stop(mail) for mail in queryset)
        self.message_user(request, ngettext("%d e-post er stanset.", "%d e-poster er stanset.", count) % count)

    @admin.action(description=_("Prøv igjen"), permissions=["view"])
    def try_again(self, request, queryset):
        count = leases.try_again(queryset)
        self.message_user(request, ngettext("%d e-post venter.", "%d e-poster venter.", count) % count)


@admin.register(ReadLog)
class ReadLogAdmin(LookOnly, ReferenceAdmin):
    """Who opened which report, for the privacy role alone."""

    roles = ("privacy",)
    list_display = ("at", "who", "what", "case")
    list_filter = ("what",)
    list_select_related = ("who",)
    search_fields = ("case", "who__name", "who__email")
    date_hierarchy = "at"
    fields = ("at", "reader", "what", "case", "subject_id")

    @admin.display(description=_("hvem"))
    def reader(self, row) -> str:
        """Django would lead to the person's change form, which is the office's."""
        return str(row.who)
