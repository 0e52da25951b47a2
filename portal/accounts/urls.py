"""Sign-in, two-step verification and sessions: only those of allauth's pages that we use."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.usersessions import views as usersessions
from django.urls import path
from django.views.generic import RedirectView

from portal.accounts import views

urlpatterns = [
    path("logg-inn/", views.sign_in, name="account_login"),
    path("logg-inn/kode/", account.confirm_login_code, name="account_confirm_login_code"),
    path("logg-inn/bekreft/", mfa.authenticate, name="mfa_authenticate"),
    path("logg-ut/", account.logout, name="account_logout"),
    path("sperret/", account.account_inactive, name="account_inactive"),
    path("bekreft/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("sikkerhet/", mfa.index, name="mfa_index"),
    path("sikkerhet/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("sikkerhet/app/fjern/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("sikkerhet/reservekoder/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("sikkerhet/reservekoder/nye/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("okter/", usersessions.list_usersessions, name="usersessions_list"),
]

# allauth sends people to these by name; each leads to the one way in.
for name, target in {
    "account_request_login_code": "account_login",
    "account_signup": "account_login",
    "account_reauthenticate": "mfa_reauthenticate",
}.items():
    view = RedirectView.as_view(pattern_name=target, query_string=True)
    urlpatterns.append(path(f"{name}/", view, name=name))
