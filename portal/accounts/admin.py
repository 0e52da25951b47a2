"""People and roles, kept by the office."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from portal.accounts import services
from portal.accounts.models import Role, RoleName, User
from portal.core.admin import PersonField, ReferenceAdmin


@admin.register(User)
class UserAdmin(ReferenceAdmin):
    """Corrects a name, or shuts a person out. People come from applications and registers."""

    fields = ("name", "email", "is_active", "last_login")
    readonly_fields = ("email", "last_login")
    list_display = ("name", "email", "is_staff", "is_active")
    list_filter = ("is_staff", "is_active")
    search_fields = ("name", "email")

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


class RoleForm(forms.ModelForm):
    """The roles that watch over the office are given from the operator's shell, never by the office itself."""

    editor = None  # set by the admin: the person who fills in the form
    GIVEN_HERE = (RoleName.OFFICE, RoleName.COMMISSIONER, RoleName.ARCHIVIST)

    class Meta:
        model = Role
        fields = ("user", "role")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "role" in self.fields:
            self.fields["role"].choices = [(role.value, role.label) for role in self.GIVEN_HERE]

    def clean_user(self):
        user = self.cleaned_data["user"]
        if user == self.editor:
            raise forms.ValidationError(_("Du kan ikke gi deg selv en rolle. En kollega må gjøre det."))
        return user


@admin.register(Role)
class RoleAdmin(ReferenceAdmin):
    form = RoleForm
    fields = ("user", "role", "granted_at", "granted_by")
    readonly_fields = ("granted_at", "granted_by")
    list_display = ("user", "role", "granted_at", "granted_by")
    list_filter = ("role",)
    list_select_related = ("user", "granted_by")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "user":
            return PersonField(label=_("Person"), help_text=_("E-posten personen logger inn med."))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.editor = request.user
        return form

    def has_delete_permission(self, request, obj=None) -> bool:
        """Neither does the office take away the roles that watch over it."""
        return super().has_delete_permission(request, obj) and (obj is None or obj.role in RoleForm.GIVEN_HERE)

    def has_change_permission(self, request, obj=None) -> bool:
        """A role is given or taken away, never turned into another."""
        return False

    def save_model(self, request, obj, form, change):
        role = services.grant_role(obj.user, obj.role, by=request.user)
        obj.pk, obj.granted_at = role.pk, role.granted_at
