"""System checks for production, run by ``manage.py check --deploy``."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import Error, Tags, register
from django.db import connection

from portal.core import production


@register(Tags.security, deploy=True)
def production_settings(app_configs, **kwargs):
    return [Error(text, id="portal.E001") for text in production.problems()]


@register(Tags.database)
def no_superuser(app_configs, databases=None, **kwargs):
    """Rights are given by roles; a superuser would pass every one of them."""
    if not databases or not settings.PRODUCTION:
        return []
    user = get_user_model()
    # The very first migration runs this check on an empty database.
    if user._meta.db_table not in connection.introspection.table_names():
        return []
    if user.objects.filter(is_superuser=True).exists():
        return [Error("Databasen har en superbruker. Fjern den, og gi roller i stedet.", id="portal.E002")]
    return []
