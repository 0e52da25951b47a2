import contextlib
import os
import signal
import threading
import time
from pathlib import Path

import psycopg2
import pytest
import yaml
from django.conf import settings
from django.db import connection

from tests.races import require_postgresql
from tests.services import PostgreSQL


@pytest.mark.django_db
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


# The log of the server as docker-compose.yml sets it ---------------------------


@pytest.fixture
def server():
    compose = yaml.safe_load((Path(settings.BASE_DIR) / "docker-compose.yml").read_text())
    program, *options = compose["services"]["db"]["command"]
    assert program == "postgres"
    server = PostgreSQL(*options)
    try:
        yield server.start()
    finally:
        server.stop()


def test_log_of_the_server_holds_no_word_of_a_statement(server):
    """Not even where PostgreSQL tells of them unasked: a refused row, a deadlock, a backend that is killed."""
    with connected(server) as one, connected(server) as other:
        run(one, "CREATE TABLE sheets (id int PRIMARY KEY, body text CHECK (body <> 'merkeord refused'))")
        run(one, "INSERT INTO sheets VALUES (1, ''), (2, '')")
        with pytest.raises(psycopg2.errors.CheckViolation):
            run(one, "INSERT INTO sheets VALUES (3, 'merkeord refused')")
        deadlock(one, other)
        with pytest.raises(psycopg2.OperationalError):
            kill_while(one, server, "SELECT pg_sleep(30), 'merkeord killed'")

    # The server tells of the killed one in its own time.
    until = time.monotonic() + 20
    while "signal 9" not in server.log.read_text():
        assert time.monotonic() < until
        time.sleep(0.05)
    log = server.log.read_text()
    assert [words for words in ("violates check", "deadlock detected") if words not in log] == []
    assert "merkeord" not in log


@contextlib.contextmanager
def connected(server):
    opened = psycopg2.connect(server.url)
    opened.autocommit = True
    with contextlib.closing(opened):
        yield opened


def run(opened, sql: str) -> None:
    with opened.cursor() as cursor:
        cursor.execute(sql)


def deadlock(one, other) -> None:
    """Each holds a row and wants the other's; one of them is refused."""
    refused = []

    def lock_both(opened, first: int, second: int, meet: threading.Barrier) -> None:
        run(opened, f"BEGIN; UPDATE sheets SET body = 'merkeord held' WHERE id = {first}")
        meet.wait(10)
        try:
            run(opened, f"UPDATE sheets SET body = 'merkeord wanted' WHERE id = {second}")
        except psycopg2.errors.DeadlockDetected:
            refused.append(opened)
        run(opened, "ROLLBACK")

    meet = threading.Barrier(2)
    threads = [threading.Thread(target=lock_both, args=(*each, meet)) for each in ((one, 1, 2), (other, 2, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1


def kill_while(opened, server, sql: str) -> None:
    """Kill the connection's backend in the middle of the statement."""
    pid = opened.info.backend_pid
    killer = threading.Thread(target=lambda: (wait_until_busy(server, pid), os.kill(pid, signal.SIGKILL)))
    killer.start()
    try:
        run(opened, sql)
    finally:
        killer.join()


def wait_until_busy(server, pid: int) -> None:
    busy = "SELECT 1 FROM pg_stat_activity WHERE pid = %s AND query LIKE 'SELECT pg_sleep%%'"
    with connected(server) as third, third.cursor() as cursor:
        while cursor.execute(busy, [pid]) or not cursor.fetchone():
            time.sleep(0.05)
