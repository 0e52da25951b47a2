"""The case page and the list of hats; under /admin/ the pages of consultants and the office."""

from django.urls import path

from consultants.views import (
    assign,
    board,
    case,
    declaration,
    engagement,
    external,
    hats,
    home,
    office_release,
    people,
    report,
    roster,
    rounds,
    shortlist,
)

urlpatterns = [
    path("hjem/", hats.home, name="home"),
    path("konsulent/<int:consultant_id>/bilde/", roster.photo, name="consultant_photo"),
    path("sak/<str:number>/", case.case, name="case"),
    path("sak/<str:number>/konsulent/", shortlist.case_choose, name="case_choose"),
    path("sak/<str:number>/konsulent/velg/", shortlist.case_chosen, name="case_chosen"),
    path("sak/<str:number>/medlemmer/", case.case_members, name="case_members"),
    path("sak/<str:number>/medlemmer/<int:pk>/", case.case_member, name="case_member"),
    path("sak/<str:number>/medlemmer/<int:pk>/fjern/", case.case_member_remove, name="case_member_remove"),
]

ENGAGEMENT = "oppdrag/<str:number>/"
ROUND = f"{ENGAGEMENT}kartlegging/<int:sequence>/"
REPORT = f"{ENGAGEMENT}rapport/<int:sequence>/"

staff = [
    path("", home.index, name="index"),
    path("oppsett/", home.registers, name="registers"),
    path("profil/", roster.profile, name="profile"),
    path("profil/om/", roster.profile_about, name="profile_about"),
    path("profil/bilde/", roster.profile_photo, name="profile_photo"),
    path("profil/onsker/", roster.profile_wishes, name="profile_wishes"),
    path("profil/leder/", roster.profile_leader, name="profile_leader"),
    path("profil/fravaer/", roster.profile_absence, name="profile_absence"),
    path("profil/band/", roster.profile_relations, name="profile_relations"),
    path("profil/sertifikat/<int:certification_id>/", roster.profile_evidence, name="profile_evidence"),
    path("sertifikat/<int:certification_id>/bevis.pdf", roster.evidence, name="evidence"),
    path("soknader/<str:number>/konsulent/", assign.assign, name="assign"),
    path("soknader/<str:number>/rapport/<int:sequence>/", office_release.office_release, name="office_release"),
    path(
        "soknader/<str:number>/rapport/<int:sequence>/frigi/<str:step>/",
        office_release.office_release_step,
        name="office_release_step",
    ),
    path("soknader/<str:number>/konsulent/leder/", shortlist.offer, name="offer_choice"),
    path("matching/", board.matching_home, name="matching"),
    path("matching/<int:intake>/", board.board, name="board"),
    path("matching/<int:intake>/plan/", board.board_plan, name="board_plan"),
    path("matching/<int:intake>/vekter/", board.board_settings, name="board_settings"),
    path("matching/<int:intake>/valg/", board.board_choice, name="board_choice"),
    path("matching/<int:intake>/publiser/", board.board_publish, name="board_publish"),
    path("oppdrag/", home.engagements, name="engagements"),
    path(ENGAGEMENT, engagement.engagement, name="engagement"),
    path(f"{ENGAGEMENT}erklaering/", declaration.declare, name="declare"),
    path(f"{ENGAGEMENT}kontrakt/", engagement.contract, name="contract"),
    path(f"{ENGAGEMENT}ny-kartlegging/", engagement.next_round, name="next_round"),
    path(f"{ENGAGEMENT}avslutt/", engagement.engagement_end, name="engagement_end"),
    path(f"{ROUND}liste/", rounds.round_list, name="round_list"),
    path(f"{ROUND}bestill/", rounds.round_order, name="round_order"),
    path(f"{ROUND}trekk/", rounds.round_recall, name="round_recall"),
    path(f"{ROUND}datoer/", rounds.round_dates, name="round_dates"),
    path(f"{ROUND}utvid/", rounds.round_extend, name="round_extend"),
    path(f"{ROUND}paaminnelse/", rounds.round_remind, name="round_remind"),
    path(f"{ROUND}spurt/", people.round_people, name="round_people"),
    path(f"{ROUND}spurt/<uuid:asked_id>/lenke/", people.round_link, name="round_link"),
    path(f"{ROUND}spurt/<uuid:asked_id>/adresse/", people.round_address, name="round_address"),
    path(f"{ROUND}lukk/", rounds.round_close, name="round_close"),
    path(f"{ROUND}forkast/", rounds.round_discard, name="round_discard"),
    path(f"{ROUND}registrer/", external.round_register, name="round_register"),
    path(f"{ROUND}avlys/", external.round_cancel, name="round_cancel"),
    path(REPORT, report.report, name="report"),
    path(f"{REPORT}rapport.pdf", report.report_pdf, name="report_pdf"),
    path(f"{REPORT}kommentar/<uuid:comment_id>/", report.comment, name="comment"),
    path(f"{REPORT}frigi/<str:step>/", report.release, name="release"),
]
