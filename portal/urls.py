"""All addresses of the portal."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("enrollment.urls")),
    path("", include("assessments.urls")),
    path("", include("consultants.urls")),
    path("", include("portal.core.urls")),
    path("konto/", include("portal.accounts.urls")),
    path("admin/", admin.site.urls),
]

if settings.PORTAL_DEMO:
    urlpatterns.append(path("demo/", include("portal.demo.urls")))
