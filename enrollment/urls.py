"""Programme, application and the office's queue."""

from django.urls import path

from enrollment import views

urlpatterns = [
    path("", views.programme, name="programme"),
    path("personvern/", views.privacy, name="privacy"),
    path("sok/<int:intake>/", views.apply, name="apply"),
    path("sak/<str:number>/soknad/", views.sent_application, name="sent_application"),
    path("soknad/<uuid:pk>/sendt/", views.application_sent, name="application_sent"),
    path("soknad/<uuid:pk>/slett/", views.application_delete, name="application_delete"),
    path("soknad/<uuid:pk>/<slug:step>/", views.application_step, name="application_step"),
]

staff = [
    path("soknader/", views.applications, name="applications"),
    path("soknader/<str:number>/", views.application, name="application"),
]
