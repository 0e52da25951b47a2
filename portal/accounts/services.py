"""Writes about people and rights."""

from django.db import transaction

from portal.accounts.models import Role, User


@transaction.atomic
def invite(*, email: str, name: str = "") -> User:
    """The person with this address, made if unknown. Knowing someone gives no access to anything."""
    user, created = User.objects.get_or_create(email=email.strip().lower(), defaults={"name": name.strip()})
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    elif name and not user.name:
        user.name = name.strip()
        user.save(update_fields=["name"])
    return user


@transaction.atomic
def grant_role(user: User, role: str, *, by: User | None) -> Role:
    """Give a role; the person becomes staff, which demands two-step sign-in."""
    row, _ = Role.objects.get_or_create(user=user, role=role, defaults={"granted_by": by})
    mark_staff(user)
    return row


def mark_staff(user: User) -> None:
    """The person has work in the administration."""
    if not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
