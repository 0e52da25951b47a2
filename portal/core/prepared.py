"""A query that every page of a busy path asks: its SQL is made once a thread, not once a request.

For a join over wide rows, making the SQL costs several times what asking it does.
"""

import threading
from collections.abc import Callable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models.query import ModelIterable, QuerySet

MARK = "\N{OBJECT REPLACEMENT CHARACTER}"


class Prepared:
    """``Prepared(lambda text: Model.objects.filter(name=text))`` gives the row of a text, for a unique text column.

    Called like a function; None when there is no such row. Always reads the database anew.
    """

    def __init__(self, make: Callable[[str], QuerySet]):
        self._make = make
        self._thread = threading.local()

    def __call__(self, text: str) -> Any:
        asked = getattr(self._thread, "asked", None)
        if asked is None or asked.compiler.connection.settings_dict is not connection.settings_dict:
            asked = self._thread.asked = _Asked(self._make(MARK))
        return asked.first(text)


class _Asked:
    """As much of a queryset as ``ModelIterable`` needs, with a compiler that has made its SQL already."""

    db = DEFAULT_DB_ALIAS
    _known_related_objects: dict = {}

    def __init__(self, queryset: QuerySet):
        self.query = self
        self.compiler = queryset.query.get_compiler(self.db)
        self._sql, self._params = self.compiler.as_sql()

    def get_compiler(self, using: str) -> Any:
        return self.compiler

    def first(self, text: str) -> Any:
        params = tuple(text if param == MARK else param for param in self._params)
        self.compiler.as_sql = lambda *args, **kwargs: (self._sql, params)
        return next(iter(ModelIterable(self)), None)
