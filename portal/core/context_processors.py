"""What every template knows: names and mode, read from the settings, never from the database."""

from django.conf import settings


def portal(request=None) -> dict:
    return {
        "portal": {"name": settings.PORTAL_BRAND.portal, "brand": settings.PORTAL_BRAND, "demo": settings.PORTAL_DEMO}
    }
