"""Sign-in by code, who may come in, and the second step of staff."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.urls import reverse

from portal.accounts import services
from portal.accounts.models import User
from tests.sign_in import mailed_code, sign_in, totp_code

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_domain(settings):
    settings.PORTAL_SIGNUP_DOMAINS = ["virksomhet.example"]


def ask_for_code(client, email):
    return client.post(reverse("account_login"), {"email": email})


def test_own_domain_gets_in_with_the_mailed_code(client):
    response = ask_for_code(client, "Kari@Virksomhet.example")
    assert response.status_code == 302

    response = client.post(response["Location"], {"code": mailed_code()})

    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(User.objects.get(email="kari@virksomhet.example").pk)


def test_invited_person_gets_in_from_any_domain(client):
    user = services.invite(email="inge@annet.example", name="Inge Annet")

    response = ask_for_code(client, "inge@annet.example")
    client.post(response["Location"], {"code": mailed_code()})

    assert client.session["_auth_user_id"] == str(user.pk)


def test_stranger_sees_the_same_page_and_gets_no_account(client):
    response = ask_for_code(client, "fremmed@annet.example")

    assert response.status_code == 302
    assert response["Location"] == reverse("account_confirm_login_code")
    assert not User.objects.exists()
    assert "ikke kjent hos oss" in mail.outbox[0].body


def test_wrong_code_stays_outside(client):
    ask_for_code(client, "kari@virksomhet.example")

    response = client.post(reverse("account_confirm_login_code"), {"code": "FEIL-KODE"})

    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


def test_another_address_may_be_tried_at_once(client):
    ask_for_code(client, "feil@virksomhet.example")

    response = client.post(reverse("account_logout"), {"next": reverse("account_login")}, follow=True)

    assert response.redirect_chain[-1][0] == reverse("account_login")
    assert "Skriv e-posten din" in response.content.decode()


def test_mail_server_away_keeps_the_address_and_says_so(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    response = ask_for_code(client, "kari@virksomhet.example")

    assert response.status_code == 503
    assert "Vi fikk ikke sendt koden" in response.content.decode()
    assert 'value="kari@virksomhet.example"' in response.content.decode()


def test_broken_address_is_a_422_with_a_sentence(client):
    response = ask_for_code(client, "kari@")

    assert response.status_code == 422
    assert "Skriv en hel e-postadresse" in response.content.decode()


@pytest.mark.parametrize("address", ["/", "/admin/"])
def test_staff_without_second_step_are_sent_to_make_one(client, address):
    user = services.invite(email="office@virksomhet.example")
    services.grant_role(user, "office", by=None)
    client.force_login(user)

    response = client.get(address)

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("mfa_activate_totp"))


@pytest.mark.django_db(transaction=True)
def test_staff_set_up_an_app_and_need_it_next_time(client):
    user = services.invite(email="office@virksomhet.example")
    services.grant_role(user, "office", by=None)
    response = ask_for_code(client, user.email)
    client.post(response["Location"], {"code": mailed_code()})

    form = client.get(reverse("mfa_activate_totp")).context["form"]
    client.post(reverse("mfa_activate_totp"), {"code": totp_code(form.secret)})

    assert user.authenticator_set.filter(type="totp").exists()
    assert client.get("/admin/").status_code == 200
    client.post(reverse("account_logout"))
    response = ask_for_code(client, user.email)
    response = client.post(response["Location"], {"code": mailed_code()})
    assert response["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db(transaction=True)
def test_wrong_code_of_the_app_is_told_and_the_right_one_leads_on_without_asking_again(client):
    user = services.invite(email="office@virksomhet.example")
    services.grant_role(user, "office", by=None)
    response = ask_for_code(client, user.email)
    client.post(response["Location"], {"code": mailed_code()})
    form = client.get(reverse("mfa_activate_totp")).context["form"]

    wrong = client.post(reverse("mfa_activate_totp"), {"code": "abc"}).content.decode()
    right = client.post(reverse("mfa_activate_totp"), {"code": totp_code(form.secret)}, follow=True)

    assert "Koden stemmer ikke. Skriv den appen viser nå, eller vent til den viser en ny." in wrong
    assert form.secret in wrong
    assert right.redirect_chain == [(reverse("mfa_view_recovery_codes"), 302)]
    assert "Reservekoder" in right.content.decode()


def test_session_from_before_the_app_must_take_the_second_step(client):
    user = services.invite(email="office@virksomhet.example")
    services.grant_role(user, "office", by=None)
    client.force_login(user)
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")

    response = client.get("/admin/")
    assert response["Location"].startswith(reverse("mfa_reauthenticate"))
    client.post(response["Location"], {"code": totp_code("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")})

    assert client.get("/admin/").status_code == 200


def test_code_of_the_app_completes_the_second_step(client):
    user = services.invite(email="office@virksomhet.example")
    services.grant_role(user, "office", by=None)
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    response = ask_for_code(client, user.email)
    client.post(response["Location"], {"code": mailed_code()})

    client.post(reverse("mfa_authenticate"), {"code": totp_code("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")})

    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize("name", ["mfa_index", "mfa_activate_totp", "usersessions_list", "account_logout"])
def test_own_safety_pages_open(client, name):
    sign_in(client, services.invite(email="kari@virksomhet.example"))
    ask_for_code(client, "kari@virksomhet.example")

    assert client.get(reverse(name)).status_code in {200, 302}
