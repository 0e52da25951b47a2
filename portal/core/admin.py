"""What stock change forms share: rights by role, never by Django's own permissions."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.auth import get_user_model
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.forms import DateField


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
