"""Give a person a role from the operator's shell: this makes the first office user."""

import logging

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from portal.accounts import services
from portal.accounts.models import RoleName

logger = logging.getLogger("portal.accounts")


class Command(BaseCommand):
    help = "Gir en person en rolle. Personen legges til om adressen er ukjent."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("role", choices=RoleName.values)

    def handle(self, *, email, role, **options):
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"«{email}» er ikke en e-postadresse.") from None
        user = services.invite(email=email)
        services.grant_role(user, role, by=None)
        logger.warning("role %s granted to %s from the shell", role, user.pk)
        self.stdout.write(f"{user.email} har rollen {RoleName(role).label}.")
