"""Who may open what: the rights table of the design, and every address held against it.

A new address without a row here fails the suite.
"""

OWN_GROUP = frozenset({"leader", "delegate", "member", "consultant_as_member", "leader_elsewhere"})
LEADING = frozenset({"leader", "delegate"})
CONSULTANT = frozenset({"consultant"})
OFFICE = frozenset({"office"})
SIGNED_IN = OWN_GROUP | frozenset(
    {"consultant", "office", "commissioner", "archivist", "privacy", "operator", "other_leader", "other_consultant"}
)
CONSULTANTS = frozenset({"consultant", "other_consultant", "consultant_as_member"})
STAFF = CONSULTANTS | frozenset({"office", "commissioner", "archivist", "privacy", "operator"})
EVERYONE = SIGNED_IN | frozenset({"anonymous", "respondent"})
RESPONDENT = frozenset({"respondent"})

# The rights table of the design: at most these may see the column of one case, in whatever place.
RIGHTS = {
    "application": OWN_GROUP | CONSULTANT | OFFICE,
    "count": LEADING | CONSULTANT | OFFICE,
    "report_unreleased": CONSULTANT,
    "report": OWN_GROUP | CONSULTANT,
    "comments": CONSULTANT,
    "notes": CONSULTANT,
    "figures": SIGNED_IN,
    "public": EVERYONE,
    "account": SIGNED_IN,
    "staff": STAFF,
    "link": RESPONDENT,
    "reference": OFFICE,
    "operations": frozenset({"operator", "office"}),
    "log": frozenset({"privacy"}),
}

# Name of the address: who gets in. Everybody else signed in gets 404, anonymous is sent to sign in.
ALLOWED = {
    "programme": EVERYONE,
    "privacy": EVERYONE,
    "method": EVERYONE,
    "health": EVERYONE,
    "apply": SIGNED_IN,
    "application_step": frozenset({"leader"}),  # the applicant of the world's draft
    "application_delete": frozenset({"leader"}),
    "application_sent": frozenset({"leader"}),
    "sent_application": LEADING,
    "home": SIGNED_IN,
    "consultant_photo": OWN_GROUP | CONSULTANT | OFFICE | frozenset({"other_leader"}),  # whose group she leads too
    "case": OWN_GROUP,
    "case_choose": LEADING,
    "case_chosen": frozenset({"leader"}),  # the delegate looks on
    "case_members": LEADING,
    "case_member": LEADING,
    "case_member_remove": LEADING,
    "report": OWN_GROUP,
    "report_pdf": OWN_GROUP,
    "link": EVERYONE,
    "link_again": EVERYONE,
    "answer_code": RESPONDENT,
    "answer_intro": RESPONDENT,
    "answer_page": RESPONDENT,
    "answer_review": RESPONDENT,
    "answer_done": RESPONDENT,
    "answer_withdraw": RESPONDENT,
    "answer_decline": RESPONDENT,
    "admin:index": STAFF,
    "admin:registers": OFFICE,
    "admin:profile": CONSULTANTS,
    "admin:profile_about": CONSULTANTS,
    "admin:profile_photo": CONSULTANTS,
    "admin:profile_wishes": CONSULTANTS,
    "admin:profile_leader": CONSULTANTS,
    "admin:profile_absence": CONSULTANTS,
    "admin:profile_relations": CONSULTANTS,
    "admin:profile_evidence": CONSULTANT,
    "admin:evidence": CONSULTANT | OFFICE,
    "admin:applications": OFFICE,
    "admin:application": OFFICE,
    "admin:assign": OFFICE,
    "admin:offer_choice": OFFICE,
    "admin:office_release": OFFICE,
    "admin:office_release_step": OFFICE,
    "admin:matching": OFFICE,
    "admin:board": OFFICE,
    "admin:board_plan": OFFICE,
    "admin:board_settings": OFFICE,
    "admin:board_choice": OFFICE,
    "admin:board_publish": OFFICE,
    "admin:engagements": CONSULTANTS | OFFICE,
    "admin:engagement": CONSULTANT,
    "admin:declare": CONSULTANT,
    "admin:contract": CONSULTANT,
    "admin:next_round": CONSULTANT,
    "admin:engagement_end": CONSULTANT,
    "admin:round_list": CONSULTANT,
    "admin:round_order": CONSULTANT,
    "admin:round_recall": CONSULTANT,
    "admin:round_dates": CONSULTANT,
    "admin:round_extend": CONSULTANT,
    "admin:round_remind": CONSULTANT,
    "admin:round_people": CONSULTANT,
    "admin:round_link": CONSULTANT,
    "admin:round_address": CONSULTANT,
    "admin:round_close": CONSULTANT,
    "admin:round_discard": CONSULTANT,
    "admin:round_register": CONSULTANT,
    "admin:round_cancel": CONSULTANT,
    "admin:report": CONSULTANT,
    "admin:report_pdf": CONSULTANT,
    "admin:comment": CONSULTANT,
    "admin:release": CONSULTANT,
    "admin:figures": OFFICE | frozenset({"commissioner"}),
    "admin:figures_publish": OFFICE,
    "admin:instrument_upload": OFFICE,
    "admin:instrument_new_version": OFFICE,
    "admin:instrument_preview": OFFICE,
}

# allauth's own views: they decide by the session themselves, and are about nobody else.
ALLAUTH = frozenset(
    {
        "account_login",
        "account_confirm_login_code",
        "account_logout",
        "account_inactive",
        "account_request_login_code",
        "account_signup",
        "account_reauthenticate",
        "mfa_authenticate",
        "mfa_reauthenticate",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "usersessions_list",
    }
)

# Django's own admin pages, by app and model: stock change forms. The office keeps all that is not named.
NOBODY: frozenset[str] = frozenset()
ADMIN_MODELS = {
    "core_job": frozenset({"operator"}),
    "core_mail": frozenset({"operator", "office"}),
    "core_readlog": frozenset({"privacy"}),
    # allauth registers these itself; who is signed in where is the person's own affair.
    "account_emailaddress": NOBODY,
    "mfa_authenticator": NOBODY,
    "usersessions_usersession": NOBODY,
    "auth_group": NOBODY,
}
ADMIN_DEFAULT = OFFICE
ADMIN_SITE = frozenset({"admin:login", "admin:logout", "admin:jsi18n", "admin:autocomplete"})
