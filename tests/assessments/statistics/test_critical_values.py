import csv
from io import StringIO

import pytest
from django.core.management import call_command

from assessments.statistics.critical_values import (
    CATEGORIES,
    ITEMS,
    MEMBERS,
    TABLE,
    critical_values,
    random_share_reaching,
    simulate,
)


@pytest.mark.parametrize("cell", [(3, 1, 4), (4, 4, 7), (8, 3, 7), (20, 5, 5)])
def test_committed_table_is_what_the_simulation_makes(cell):
    assert simulate(*cell) == critical_values(*cell)


def test_command_writes_the_committed_form():
    out = StringIO()

    call_command("simulate_critical_values", "--draws=200", "--seed=7", stdout=out)

    made, committed = (list(csv.reader(text.splitlines())) for text in (out.getvalue(), TABLE.read_text()))
    assert [row[:3] for row in made] == [row[:3] for row in committed]
    assert made[-1][3] == str(simulate(20, 5, 7, draws=200, seed=7).rwg)


def test_every_cell_is_there():
    for members in MEMBERS:
        for items in ITEMS:
            for categories in CATEGORIES:
                found = critical_values(members, items, categories)
                assert found.rwg is None or 0 < found.rwg <= 1
                assert found.ad_mean is None or 0 <= found.ad_mean < (categories - 1) / 2


def test_no_limit_where_full_agreement_is_common():
    """Three people choose the same of four answers one time in sixteen, which is more than 5 %."""
    assert critical_values(3, 1, 4).rwg is None
    assert (critical_values(3, 1, 5).rwg, critical_values(3, 1, 5).ad_mean) == (1, 0)


def test_limits_fall_with_the_size_of_the_group():
    limits = [critical_values(members, 4, 7) for members in MEMBERS]

    assert [limit.rwg for limit in limits] == sorted((limit.rwg for limit in limits), reverse=True)
    assert [limit.ad_mean for limit in limits] == sorted(limit.ad_mean for limit in limits)


@pytest.mark.parametrize(("members", "share"), [(3, 0.19), (4, 0.10), (5, 0.065), (6, 0.044), (8, 0.014), (10, 0.010)])
def test_random_groups_often_reach_the_rule_of_thumb(members, share):
    found = random_share_reaching(0.7, members, 4, 7, draws=20_000, seed=1)

    assert found == pytest.approx(share, abs=0.01)


@pytest.mark.parametrize("cell", [(4, 3, 7), (8, 5, 5), (5, 1, 6)])
def test_five_per_cent_of_random_groups_reach_the_limit(cell):
    share = random_share_reaching(critical_values(*cell).rwg, *cell, draws=20_000, seed=2)

    assert 0.01 < share < 0.055


def test_table_ends():
    with pytest.raises(KeyError):
        critical_values(2, 3, 7)
