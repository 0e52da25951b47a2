"""A query whose SQL is made once asks the database as an ordinary one does."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from portal.accounts.models import Role, User
from portal.core.prepared import Prepared

pytestmark = pytest.mark.django_db


@pytest.fixture
def role():
    return Role.objects.create(user=User.objects.create_user("ada@example.org", "Ada"), role="office")


def roles_of(email):
    return Role.objects.filter(user__email=email).select_related("user")


def test_row_is_read_anew_with_what_is_joined(role, django_assert_num_queries):
    find = Prepared(roles_of)
    assert find("ada@example.org") == role
    User.objects.update(name="Ada Alfa")

    with django_assert_num_queries(1):
        found = find("ada@example.org")
        assert (found.user.name, found.user.pk, found._state.adding) == ("Ada Alfa", role.user_id, False)


def test_unknown_text_gives_nothing(role):
    find = Prepared(roles_of)

    assert [find(text) for text in ("", "bo@example.org", "' OR 1=1 --", "ada@example.org")] == [None, None, None, role]


def test_sql_is_made_once(role):
    made = []
    find = Prepared(lambda email: made.append(email) or roles_of(email))

    assert [find("ada@example.org") for _ in range(3)] == [role] * 3
    assert len(made) == 1


@pytest.mark.django_db(transaction=True)
def test_threads_ask_on_connections_of_their_own(role):
    find = Prepared(roles_of)

    def ask(_):
        try:
            return find("ada@example.org")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, range(12))) == [role] * 12
