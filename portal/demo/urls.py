"""Addresses that exist only in the demo."""

from django.urls import path

from portal.demo import views

urlpatterns = [
    path("", views.doors, name="demo_doors"),
    path("inn/<slug:slug>/", views.enter, name="demo_enter"),
    path("post/", views.inbox, name="demo_inbox"),
    path("post/<slug:name>/", views.read, name="demo_message"),
    path("post/<slug:name>/e-post/", views.read_html, name="demo_message_html"),
    path("dager/", views.shift, name="demo_shift"),
]
