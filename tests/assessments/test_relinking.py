"""What PostgreSQL itself remembers about a row, its place and its transaction, leads from no answer to a person."""

import math
import random

import pytest
from django.db import connection

from portal.core import jobs
from tests.factories import assessments as make

pytestmark = pytest.mark.django_db(transaction=True)

GROUPS = 20
MEMBERS = 8
ANSWERS = 6
SIGMAS = 5
ORDERS = ("ctid", "cmin::text::bigint", "xmin::text::bigint", "id")


@pytest.fixture(autouse=True)
def real_database():
    assert connection.vendor == "postgresql", "Denne prøven trenger PostgreSQL: kjør bin/test."


@pytest.fixture
def closed_rounds():
    """Rounds in which six of eight have answered, in an order of their own, each with a comment that names her."""
    rounds = []
    for number in range(GROUPS):
        round_ = make.order(make.plan(make.make_case(members=MEMBERS, name=f"Lag {number}")))
        jobs.run_due(queues=["keys"])
        people = make.people(round_)
        random.shuffle(people)
        for participation, token in people[:ANSWERS]:
            make.fill(participation, token, texts={"results": participation.person.email})
        rounds.append((make.close(round_), {participation.pk for participation, _ in people[ANSWERS:]}))
    return rounds


def rows(sql: str, order: str, round_) -> list:
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY {order}, random()", [round_.pk])
        return [row[0] for row in cursor.fetchall()]


def comments(round_, order):
    return rows("SELECT text FROM assessments_comment WHERE round_id = %s", order, round_)


def asked(round_, order, column="u.email"):
    sql = (
        f"SELECT {column} FROM (SELECT *, ctid, cmin, xmin FROM assessments_participation) p "
        "JOIN accounts_user u ON u.id = p.person_id WHERE p.round_id = %s"
    )
    return rows(sql, f"p.{order}", round_)


def test_order_of_rows_ties_no_comment_to_a_person_and_tells_of_no_one_who_was_silent(closed_rounds):
    """Every way to sort the comments against every way to sort the people, all no better than chance."""
    silent = MEMBERS - ANSWERS
    told = dict.fromkeys(ORDERS, 0)
    tied = {(of_comments, of_people): 0 for of_comments in ORDERS for of_people in ORDERS}
    for round_, never in closed_rounds:
        for of_people in ORDERS:
            told[of_people] += len(never & set(asked(round_, of_people, "p.id")[:silent]))
            people = asked(round_, of_people)[silent:]
            for of_comments in ORDERS:
                written = comments(round_, of_comments)
                tied[of_comments, of_people] += sum(a == b for a, b in zip(written, people, strict=True))

    assert [attack for attack, hits in tied.items() if hits > limit(GROUPS * ANSWERS / MEMBERS)] == []
    assert [attack for attack, hits in told.items() if hits > limit(GROUPS * silent**2 / MEMBERS)] == []
    for round_, _ in closed_rounds:
        values = round_.participations.values_list("link_version", "link_hash", "submitted", "declined", "mails_sent")
        assert set(values.order_by("pk")) == {(1, None, None, None, None)}


def limit(chance: float) -> float:
    return chance + SIGMAS * math.sqrt(chance)
