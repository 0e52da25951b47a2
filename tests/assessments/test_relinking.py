"""What PostgreSQL and the folders remember of a row, its place and its transaction leads from no answer to a person.

Every attack is one an insider with SQL and the data folder can make. Measured at 20 groups of 8; an attack passes
when it is no better than chance and four sigma.
"""

import math
import random
from collections.abc import Iterator
from itertools import product

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox

from assessments import sealing, services
from assessments.models import Participation, Sheet
from portal.core import jobs, outbox
from tests.factories import assessments as make
from tests.races import require_postgresql

pytestmark = pytest.mark.django_db(transaction=True)

GROUPS = 20
MEMBERS = 8
ANSWERS = 6
SIGMAS = 4
PLACES = ("ctid", "cmin::text::bigint", "cmax::text::bigint", "xmin::text::bigint", "xmax::text::bigint")
"""What PostgreSQL adds to each row of its own."""


@pytest.fixture(autouse=True)
def real_database():
    require_postgresql()


class Round:
    """One closed round: who wrote which comment, and who was silent."""

    def __init__(self, number: int):
        self.row = make.order(make.plan(make.make_case(members=MEMBERS, name=f"Lag {number}")))
        jobs.run_due(queues=["keys"])
        people = make.people(self.row)
        random.shuffle(people)
        self.author = {}
        for participation, token in people[:ANSWERS]:
            text = f"Ord {random.getrandbits(64):x}"
            make.fill(participation, token, texts={"results": text})
            self.author[text] = participation.person_id
        self.silent = {participation.person_id for participation, _ in people[ANSWERS:]}
        self.row = make.close(self.row)


def rows(sql: str, *parameters) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def columns_of(table: str) -> list[str]:
    sql = "SELECT column_name FROM information_schema.columns WHERE table_name = %s ORDER BY column_name"
    return [f'"{name}"' for (name,) in rows(sql, table)]


COMMENTS = "SELECT text FROM assessments_comment t WHERE round_id = %s ORDER BY {}, random()"
PEOPLE = {
    "assessments_participation": "SELECT person_id FROM assessments_participation t WHERE round_id = %s",
    "accounts_user": (
        "SELECT t.id FROM accounts_user t JOIN assessments_participation p ON p.person_id = t.id WHERE p.round_id = %s"
    ),
    "enrollment_membership": (
        "SELECT t.user_id FROM enrollment_membership t "
        "JOIN assessments_participation p ON p.person_id = t.user_id WHERE p.round_id = %s"
    ),
}


def test_no_order_and_no_equal_value_ties_a_comment_to_a_person():
    """Every way to sort the comments against every way to sort the people; every value of one among the other's."""
    closed = [Round(number) for number in range(GROUPS)]
    by_comment = [*PLACES, *columns_of("assessments_comment")]
    by_person = [(table, column) for table in PEOPLE for column in (*PLACES, *columns_of(table))]

    tied = dict.fromkeys(product(by_comment, by_person), 0)
    told = dict.fromkeys(by_person, 0)
    met: dict[tuple, float] = {}
    for each in closed:
        comments = {order: _texts(each, order) for order in by_comment}
        for table, column in by_person:
            people = [person for (person,) in rows(f"{PEOPLE[table]} ORDER BY t.{column}, random()", each.row.pk)]
            told[table, column] += len(each.silent & set(people[: len(each.silent)]))
            # As if those who never answered stood first, which is so where rows keep the order they were written in.
            for order, texts in comments.items():
                tied[order, (table, column)] += sum(
                    each.author[text] == person for text, person in zip(texts, people[len(each.silent) :], strict=True)
                )
        for attack, hits in _met(each):
            met[attack] = met.get(attack, 0) + hits

    by_chance = limit(GROUPS * ANSWERS / MEMBERS)
    silent = limit(GROUPS * (MEMBERS - ANSWERS) ** 2 / MEMBERS)
    assert {attack: hits for attack, hits in tied.items() if hits > by_chance} == {}
    assert {attack: hits for attack, hits in told.items() if hits > silent} == {}
    assert {attack: hits for attack, hits in met.items() if hits > by_chance} == {}
    emptied = Participation.objects.order_by("pk").values_list("link_hash", "submitted", "declined", "mails_sent")
    assert set(emptied) == {(None, None, None, None)}


def _texts(each: Round, order: str) -> list[str]:
    return [text for (text,) in rows(COMMENTS.format(f"t.{order}"), each.row.pk)]


def _met(each: Round) -> Iterator[tuple[tuple, float]]:
    """For every column of the comments and of the people: how often an equal value points at the author."""
    left = [*(place.partition("::")[0] for place in PLACES), *columns_of("assessments_comment")]
    texts = ", ".join(f"t.{column}::text" for column in left)
    comments = rows(f"SELECT text, {texts} FROM assessments_comment t WHERE round_id = %s ORDER BY id", each.row.pk)
    for table, sql in PEOPLE.items():
        right = [*(place.partition("::")[0] for place in PLACES), *columns_of(table)]
        selected = ", ".join(f"t.{column}::text" for column in right)
        people = rows(sql.replace(" FROM", f", {selected} FROM", 1), each.row.pk)
        for (at, mine), (place, theirs) in product(enumerate(left, 1), enumerate(right, 1)):
            hits = 0.0
            for comment in comments:
                found = {person[0] for person in people if person[place] == comment[at]}
                if each.author[comment[0]] in found:
                    hits += 1 / len(found)
            yield (mine, table, theirs), hits


def limit(chance: float) -> float:
    return chance + SIGMAS * math.sqrt(chance)


# Beneath the tables ----------------------------------------------------------


LARGEST = 32 * 1024 * 1024
"""Bytes read of a file; neither a table of the test nor a segment of the log is larger."""


def position_in_log() -> str:
    return rows("SELECT pg_current_wal_insert_lsn()::text")[0][0]


def stored_bytes(since: str) -> bytes:
    """This database on disk as bytes: its tables with their dead rows, and the write-ahead log written since then."""
    rows("SELECT pg_switch_wal()")
    execute("CHECKPOINT")
    folder = rows("SELECT 'base/' || oid FROM pg_database WHERE datname = current_database()")[0][0]
    names = [f"{folder}/{name}" for (name,) in rows("SELECT pg_ls_dir(%s)", folder)]
    segments = "SELECT name FROM pg_ls_waldir() WHERE name BETWEEN pg_walfile_name(%s) AND pg_walfile_name(%s)"
    names += [f"pg_wal/{name}" for (name,) in rows(segments, since, position_in_log())]
    # A table that is dropped meanwhile has no file any more.
    read = "SELECT pg_read_binary_file(%s, 0, %s, true)"
    return b"".join(bytes(rows(read, name, LARGEST)[0][0] or b"") for name in names)


def test_words_that_are_not_in_the_report_are_nowhere_on_the_disk(caplog, settings):
    """Drafts never sent, answers withdrawn, comments of too few: not in dead rows, log files, keys or file store."""
    caplog.set_level("DEBUG")
    since = position_in_log()
    large, small = make.open_round(members=MEMBERS), make.open_round(make.make_case(members=4, name="Beta"))
    shown, hidden = write_words(large, sent=ANSWERS)
    unread, more = write_words(small, sent=4)
    hidden += [*unread, *more]
    for round_ in (large, small):
        make.close(round_)

    disk = stored_bytes(since)
    files = b"".join(
        path.read_bytes()
        for folder in (settings.PORTAL_FILES_DIR, settings.PORTAL_SEAL_KEYS, settings.PORTAL_DRAFT_KEYS)
        for path in folder.rglob("*")
        if path.is_file()
    )
    # What the report shows is found, so the search can find.
    assert [word for word in shown if word.encode() not in disk or word.encode() not in files] == []
    assert [word for word in hidden if word.encode() in disk] == []
    assert [word for word in hidden if word.encode() in files] == []
    assert [word for word in hidden + shown if word in caplog.text] == []


def test_samples_of_the_planner_know_neither_who_had_a_sheet_nor_words():
    """PostgreSQL samples tables when it likes, and never anew one that has become empty."""
    round_ = make.open_round(members=MEMBERS)
    shown, hidden = write_words(round_, sent=ANSWERS)
    leader = round_.application.group.memberships.get(role="leader").user  # whose address the office changes
    sent = round_.participations.filter(submitted=True).exclude(person=leader).order_by("pk")[0]
    services.correct_address(sent, email="ny@example.org", by=make.make_consultant())
    execute("ANALYZE")
    make.close(round_)
    execute("ANALYZE")

    sampled = """
        SELECT tablename, attname, coalesce(most_common_vals::text, '') || coalesce(histogram_bounds::text, '')
        FROM pg_stats WHERE schemaname = 'public'
    """
    samples = {(table, column): values for table, column, values in rows(sampled)}
    assert str(sent.pk) in samples["assessments_participation", "id"]  # so the search can find
    assert [place for place in samples if place[0] in ("assessments_sheet", "assessments_earliersheet")] == []
    assert [place for place, values in samples.items() if any(word in values for word in shown + hidden)] == []


def write_words(round_, *, sent: int) -> tuple[list[str], list[str]]:
    """So many send a word of their own, having withdrawn another; one withdraws for good, the rest never send.

    Returns the words that were sent, and all the others with the links.
    """
    answered, hidden = [], []
    item_keys = services.load_version(round_.instrument_id).item_keys
    for number, (participation, token) in enumerate(make.people(round_)):
        first, last = (f"merkeord{random.getrandbits(64):x}" for _ in range(2))
        hidden += [first, token]
        if number <= sent:
            make.fill(participation, token, texts={"results": first})
            services.withdraw(participation, token)
        services.save_draft(participation, token, items=dict.fromkeys(item_keys, 4), texts={"results": last})
        if number < sent:
            services.submit(participation, token)
        (answered if number < sent else hidden).append(last)
    return answered, hidden


# A thief's copy from before --------------------------------------------------


def test_copy_of_database_and_mailbox_from_before_closing_opens_nothing_after_it(settings):
    """With the links, every value of the database then and now, and whatever is left in the folders as keys."""
    round_ = make.open_round(members=5)
    for number, (participation, token) in enumerate(make.people(round_)):
        if number < 4:
            make.fill(participation, token)
        else:
            services.save_draft(participation, token, items={"purpose_1": 4})
    item_keys = services.load_version(round_.instrument_id).item_keys
    tokens = [token for _, token in make.people(round_)]
    bodies = [bytes(body) for body in Sheet.objects.order_by("pk").values_list("body", flat=True)]
    before = known_material(tokens)
    folders = (settings.PORTAL_SEAL_KEYS, settings.PORTAL_DRAFT_KEYS)
    keys_before = [path.read_bytes() for folder in folders for path in folder.iterdir()]

    assert len(opened(bodies, tokens, {*before, *key_sized(keys_before)}, item_keys)) == 5  # so the attack can succeed
    make.close(round_)
    outbox.send_due()

    left = [path.read_bytes() for path in folders[0].parent.rglob("*") if path.is_file()]
    left += [path.read_bytes() for path in settings.PORTAL_FILES_DIR.rglob("*") if path.is_file()]
    later = {*before, *known_material(tokens), *key_sized(left)}
    assert opened(bodies, tokens, later, item_keys) == set()


def known_material(tokens: list[str]) -> set[bytes]:
    """32-byte keys to try, from every value in the database, the links and the mailbox."""
    tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE ALL (%s)"
    names = [name for (name,) in rows(tables, ["django_%", "auth_%"])]
    values = [value for name in names for row in rows(f'SELECT t.* FROM "{name}" t') for value in row]
    values += [*tokens, *(message.body for message in mail.outbox), settings.SECRET_KEY]
    return key_sized(bytes(value) if isinstance(value, memoryview) else str(value).encode() for value in values)


def key_sized(values) -> set[bytes]:
    """Each value cut, hashed and padded to the size of a key."""
    keys = {bytes(32)}
    for value in values:
        keys |= {value[:32].ljust(32, b"\0"), value[-32:].rjust(32, b"\0"), value[32:64].ljust(32, b"\0")}
        keys.add(sealing.derive(value[:64], "seal-v1"))
    return keys


def opened(bodies: list[bytes], tokens: list[str], candidates: set[bytes], item_keys: tuple[str, ...]) -> set[int]:
    """Which bodies some candidate opens: as seed, as pepper with any link, or as the key itself."""
    found = set()
    boxes = [SealedBox(PrivateKey(key)) for key in candidates]
    boxes += [SealedBox(sealing.seal_private_key(key)) for key in candidates]
    drafts = [sealing.draft_key(key, token) for key in candidates for token in tokens] + list(candidates)
    for number, body in enumerate(bodies):
        if any(_opens_box(box, body) for box in boxes) or any(_opens_draft(body, key, item_keys) for key in drafts):
            found.add(number)
    return found


def _opens_box(box: SealedBox, body: bytes) -> bool:
    try:
        return bool(box.decrypt(body))
    except (CryptoError, ValueError, TypeError):
        return False


def _opens_draft(body: bytes, key: bytes, item_keys: tuple[str, ...]) -> bool:
    try:
        return bool(sealing.open_draft(body, item_keys=item_keys, key=key))
    except sealing.SheetRefused:
        return False
