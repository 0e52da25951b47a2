"""People and their roles."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager):
    def create_user(self, email: str, name: str = "", **fields) -> "User":
        """A person without password: one signs in by code, by key or through the employer."""
        user = self.model(email=email.strip().lower(), name=name.strip(), **fields)
        user.set_unusable_password()
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email=email.lower())


class User(AbstractBaseUser, PermissionsMixin):
    """Every person the portal knows. The e-mail, in lower case, is the name she signs in by.

    Being known opens nothing: rights follow from roles, certification and membership.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-post"), unique=True, error_messages={"unique": _("Adressen er allerede i bruk.")})
    name = models.CharField(_("navn"), max_length=120, blank=True)
    is_staff = models.BooleanField(
        _("har oppgaver i administrasjonen"), default=False, help_text=_("Følger av roller og sertifisering.")
    )
    is_active = models.BooleanField(_("aktiv"), default=True)
    date_joined = models.DateTimeField(_("lagt til"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("personer")
        ordering = ("name", "email")
        constraints = [
            models.CheckConstraint(name="user_email_lower", condition=models.Q(email=Lower("email"))),
        ]

    def __str__(self):
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)

    def has_role(self, *roles: str) -> bool:
        """Whether the person holds one of the roles. Costs a query the first time."""
        return bool(self.role_names.intersection(roles))

    @property
    def role_names(self) -> frozenset[str]:
        """The person's roles, read once per instance."""
        if not hasattr(self, "_role_names"):
            self._role_names = frozenset(self.roles.values_list("role", flat=True))
        return self._role_names


class RoleName(models.TextChoices):
    OFFICE = "office", _("programkontor")
    COMMISSIONER = "commissioner", _("oppdragsgiver")
    ARCHIVIST = "archivist", _("arkiv")
    PRIVACY = "privacy", _("personvern")
    OPERATOR = "operator", _("drift")


class Role(models.Model):
    """A right that does not follow from a certification or a membership."""

    user = models.ForeignKey(User, models.CASCADE, related_name="roles", verbose_name=_("person"))
    role = models.CharField(_("rolle"), max_length=20, choices=RoleName)
    granted_at = models.DateTimeField(_("gitt"), default=timezone.now)
    granted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("gitt av")
    )

    class Meta:
        verbose_name = _("rolle")
        verbose_name_plural = _("roller")
        ordering = ("user", "role")
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="role_once_per_user")]

    def __str__(self):
        return f"{self.user}: {self.get_role_display()}"
