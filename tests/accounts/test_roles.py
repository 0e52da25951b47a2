"""Who gives roles to whom."""

import pytest
from django.urls import reverse

from portal.accounts.models import Role
from tests.factories.accounts import UserFactory
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db
ADD = "admin:accounts_role_add"


@pytest.fixture
def office(client):
    user = UserFactory(roles=("office",))
    sign_in(client, user)
    return user


def test_office_gives_a_colleague_its_own_role(client, office):
    colleague = UserFactory()

    client.post(reverse(ADD), {"user": colleague.email, "role": "office"})

    role = Role.objects.get(user=colleague)
    assert (role.role, role.granted_by) == ("office", office)
    colleague.refresh_from_db()
    assert colleague.is_staff


def test_office_gives_itself_nothing(client, office):
    response = client.post(reverse(ADD), {"user": office.email, "role": "commissioner"})

    assert "Du kan ikke gi deg selv en rolle" in response.content.decode()
    assert list(office.roles.values_list("role", flat=True)) == ["office"]


@pytest.mark.parametrize("role", ["privacy", "operator"])
def test_roles_that_watch_the_office_come_from_the_shell(client, office, role):
    client.post(reverse(ADD), {"user": UserFactory().email, "role": role})

    assert not Role.objects.filter(role=role).exists()


def test_office_does_not_take_the_privacy_role_away(client, office):
    role = Role.objects.get(user=UserFactory(roles=("privacy",)))

    response = client.post(reverse("admin:accounts_role_delete", args=[role.pk]), {"post": "yes"})

    assert response.status_code == 404
    assert Role.objects.filter(pk=role.pk).exists()


@pytest.mark.parametrize(
    ("role", "page", "words"),
    [
        ("privacy", "admin:core_readlog_changelist", ["Innsynslogg"]),
        ("operator", "admin:core_job_changelist", ["Jobber", "E-post"]),
        ("commissioner", "admin:figures", ["Programtall"]),
    ],
)
def test_role_lands_on_its_own_work(client, role, page, words):
    sign_in(client, UserFactory(roles=(role,)))

    response = client.get(reverse("admin:index"))

    assert response["Location"] == reverse(page)
    assert [word["label"] for word in client.get(reverse(page)).context["staff_nav"]] == words
