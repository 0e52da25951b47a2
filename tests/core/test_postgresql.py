import pytest
from django.db import connection

from tests.races import require_postgresql

pytestmark = pytest.mark.django_db


def test_kept_connection_is_usable_until_the_server_ends_it():
    require_postgresql()
    kept = connection.copy()
    try:
        kept.ensure_connection()
        assert kept.is_usable()

        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [kept.connection.info.backend_pid])

        assert not kept.is_usable()
        kept.connection.close()
        assert not kept.is_usable()
    finally:
        kept.close()
