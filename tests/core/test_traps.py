"""The traps catch what they are set for."""

import pytest
from django.db import transaction
from django.template import Context, Engine

from portal.accounts.models import Role, User


@pytest.mark.django_db
def test_unordered_rows_come_in_random_order(django_assert_num_queries):
    with django_assert_num_queries(1) as queries:
        list(User.objects.order_by())

    assert "ORDER BY RAND" in queries.captured_queries[0]["sql"].upper()


@pytest.mark.django_db
def test_lock_over_a_join_must_name_its_table():
    with transaction.atomic(), pytest.raises(AssertionError, match="of="):
        list(Role.objects.select_for_update().select_related("user"))


def test_unknown_variable_in_our_template_fails(monkeypatch):
    template = Engine.get_default().from_string("{{ missing }}")
    monkeypatch.setattr("tests.traps.OUR_TEMPLATES", template.nodelist[0].origin.name)

    with pytest.raises(AssertionError, match="missing"):
        template.render(Context())
