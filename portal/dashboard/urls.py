"""The office's figures, under /admin/."""

from django.urls import path

from portal.dashboard import views

staff = [
    path("programtall/", views.figures, name="figures"),
    path("programtall/<int:version>/<str:kind>/", views.publish, name="figures_publish"),
]
