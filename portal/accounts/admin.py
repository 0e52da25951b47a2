"""People and roles, kept by the office."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from portal.accounts import services
from portal.accounts.models import Role, User
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


@admin.register(Role)
class RoleAdmin(ReferenceAdmin):
    fields = ("user", "role", "granted_at", "granted_by")
    readonly_fields = ("granted_at", "granted_by")
    list_display = ("user", "role", "granted_at", "granted_by")
    list_filter = ("role",)
    list_select_related = ("user", "granted_by")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "user":
            return PersonField(label=_("Person"), help_text=_("E-posten personen logger inn med."))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_change_permission(self, request, obj=None) -> bool:
        """A role is given or taken away, never turned into another."""
        return False

    def save_model(self, request, obj, form, change):
        role = services.grant_role(obj.user, obj.role, by=request.user)
        obj.pk, obj.granted_at = role.pk, role.granted_at
