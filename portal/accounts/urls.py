"""Sign-in, two-step verification and sessions, all by allauth."""

from django.urls import include, path

urlpatterns = [
    path("", include("allauth.urls")),
]
