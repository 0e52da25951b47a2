"""Web, database and Redis die while people answer: what was answered with 2xx is in the figures, once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle

import pytest
import redis

from assessments.instrument import load_instrument
from assessments.publication import Answers, Rules, publish
from tests.factories.assessments import default_source
from tests.load import LoadPortal, Respondent
from tests.services import PostgreSQL, Redis

pytestmark = pytest.mark.faults

MEMBERS = 8
AT_ONCE = 6
PARTS = ("web", "database", "redis")
REDUCED = (5, 3)
WHOLE = (125, 12)
"""Groups of MEMBERS, and how many times something is killed."""


@pytest.fixture
def portal(tmp_path):
    """On a database that keeps what it has promised, and that may be killed."""
    database, broker = PostgreSQL(fsync=True).start(), Redis().start()
    portal = LoadPortal(tmp_path, database=database, redis=broker)
    try:
        yield portal.start("web")
    finally:
        portal.stop()
        broker.stop()
        database.stop()


@pytest.mark.parametrize(("groups", "kills"), [REDUCED, pytest.param(*WHOLE, marks=pytest.mark.full)])
def test_every_sheet_that_was_accepted_is_in_the_figures_once(portal, groups, kills):
    links = [link for _ in range(0, groups, 25) for link in portal.seed(min(groups, 25), MEMBERS)]
    people = [
        Respondent(link, value=3 + number % 4, text=f"Ord fra {number}.", patient=True)
        for number, link in enumerate(links)
    ]

    killed = answer_while_dying(portal, people, kills)
    portal.close_rounds()

    assert len(killed) == kills
    assert [person.sent for person in people] == [True] * len(people)
    assert published(portal) == sorted(expected(people[at : at + MEMBERS]) for at in range(0, len(people), MEMBERS))
    assert portal.rows("SELECT count(*) FROM assessments_sheet") == [(0,)]


def test_whole_sheet_asks_nothing_of_redis_and_writes_nothing_to_a_log(portal):
    """What is not on the path of an answer cannot tell who gave it, or when."""
    link = portal.seed(1, MEMBERS)[0]
    counters, logged = redis.from_url(portal.redis.url), portal.logs()
    before = counters.info("stats")["total_commands_processed"]

    person = Respondent(link)
    person.go()

    assert person.sent
    assert counters.info("stats")["total_commands_processed"] - before == 1  # the question itself
    assert portal.logs() == logged
    counters.close()


def answer_while_dying(portal: LoadPortal, people: list[Respondent], kills: int) -> list[str]:
    """All answer, some at once; at even steps on the way something is killed and started again. What was killed."""
    shown = 0
    count = threading.Lock()
    steps = [len(people) * 11 * number // (kills + 1) for number in range(1, kills + 1)]
    parts, killed = cycle(PARTS), []

    def go(person):
        nonlocal shown
        for _ in person.steps():
            with count:
                shown += 1
                if steps and shown >= steps[0]:
                    steps.pop(0)
                    killed.append(next(parts))
                    kill(portal, killed[-1])

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(go, people))
    return killed


def kill(portal: LoadPortal, part: str) -> None:
    """As a power cut does, and start it again. The others' requests are under way meanwhile."""
    if part == "web":
        portal.kill("web")
        portal.start_process("web")
    else:
        server = getattr(portal, part)
        server.kill()
        server.start()


def expected(people: list[Respondent]) -> tuple:
    """What a group must be told, computed from what its members have pressed."""
    instrument = load_instrument(default_source())
    answers = [
        Answers(
            dict.fromkeys(instrument.item_keys, person.value),
            {question.key: person.text for question in instrument.open_questions},
        )
        for person in people
    ]
    figures = publish(answers, instrument, Rules(), view=instrument.views[0].key, shuffle=lambda items: None)
    comments = sorted(text for texts in figures.comments.values() for text in texts)
    return comments, figures.respondents, [(factor.key, factor.mean) for factor in figures.factors]


def published(portal: LoadPortal) -> list[tuple]:
    """Per closed round the comments, how many answered, and the means."""
    found = []
    for round_id, respondents in portal.rows("SELECT round_id, respondents FROM assessments_roundresult"):
        comments = portal.rows("SELECT text FROM assessments_comment WHERE round_id = %s", round_id)
        means = portal.rows(
            "SELECT factor, mean FROM assessments_factorresult WHERE result_id = %s ORDER BY id", round_id
        )
        found.append((sorted(text for (text,) in comments), respondents, means))
    return sorted(found)
