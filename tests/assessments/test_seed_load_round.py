"""Rounds for a load driver: real keys, one link a line, and never in a database of real people."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from assessments import services
from assessments.models import AssessmentRound
from portal.core.models import Mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def seed(tmp_path):
    def run(groups, members):
        output = tmp_path / "links.txt"
        call_command("seed_load_round", groups=groups, members=members, output=output, stdout=None)
        return output.read_text().splitlines()

    return run


@pytest.fixture
def database_named(monkeypatch):
    return lambda name: monkeypatch.setitem(connection.settings_dict, "NAME", name)


def test_each_line_opens_an_open_round(seed, client, database_named):
    database_named("load_rounds")

    links = seed(2, 3) + seed(1, 4)

    assert len(set(links)) == 10
    assert [client.get(link.partition("8000")[2]).status_code for link in links] == [302] * 10
    holders = [services.open_link(link.rpartition("/")[2]) for link in links]
    assert len({holder.round_id for holder in holders}) == 3
    assert set(AssessmentRound.objects.order_by("pk").values_list("state", flat=True)) == {"open"}


def test_invented_people_get_no_mail(seed, database_named):
    database_named("test_portal")
    seed(1, 3)

    assert set(Mail.objects.order_by("pk").values_list("state", flat=True)) == {"stopped"}


def test_database_of_real_people_is_refused(seed, database_named):
    database_named("portal")

    with pytest.raises(CommandError, match="load_"):
        seed(1, 3)

    assert AssessmentRound.objects.count() == 0


@pytest.mark.parametrize(("groups", "members"), [(0, 5), (1, 2)])
def test_too_few_are_refused(seed, database_named, groups, members):
    database_named("load_rounds")

    with pytest.raises(CommandError, match="Minst"):
        seed(groups, members)
