"""Many at the same moment, which only a real database can take."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection


def require_postgresql() -> None:
    assert connection.vendor == "postgresql", "Denne prøven trenger PostgreSQL: kjør bin/test."


def at_once(*calls: Callable) -> list:
    """Call all in threads of their own at the same moment; what each returned or raised."""
    require_postgresql()
    barrier = Barrier(len(calls))

    def run(call):
        barrier.wait()
        try:
            return call()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
