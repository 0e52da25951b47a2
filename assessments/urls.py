"""Answering, reading the report and how it is made; under /admin/ the office's instruments."""

from django.urls import path

from assessments.views import answering, code, instruments, links, method, reports

urlpatterns = [
    path("slik-regner-vi/", method.method, name="method"),
    path("s/<str:token>", answering.link, name="link"),
    path("svar/<uuid:round_id>/", answering.intro, name="answer_intro"),
    path("ny-lenke/", links.link_again, name="link_again"),
    path("svar/<uuid:round_id>/kode/", code.code, name="answer_code"),
    path("svar/<uuid:round_id>/side/<int:number>/", answering.answer_page, name="answer_page"),
    path("svar/<uuid:round_id>/se-over/", answering.review, name="answer_review"),
    path("svar/<uuid:round_id>/sendt/", answering.done, name="answer_done"),
    path("svar/<uuid:round_id>/trekk/", answering.withdraw, name="answer_withdraw"),
    path("svar/<uuid:round_id>/ikke-svare/", answering.decline, name="answer_decline"),
    path("sak/<str:number>/rapport/<int:sequence>/", reports.report, name="report"),
    path("sak/<str:number>/rapport/<int:sequence>/rapport.pdf", reports.report_pdf, name="report_pdf"),
]

staff = [
    path("verktoy/legg-inn/", instruments.upload, name="instrument_upload"),
    path("verktoy/<int:version>/ny-versjon/", instruments.new_version, name="instrument_new_version"),
    path("verktoy/<int:version>/side/<int:number>/", instruments.preview, name="instrument_preview"),
]
