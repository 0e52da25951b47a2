"""Pages about the portal itself."""

from django.urls import path

from portal.core import views

urlpatterns = [
    path("helse/", views.health, name="health"),
]
