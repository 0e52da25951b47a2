"""Finding rows in a list by the words somebody remembers of them."""

from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.db.models import Q

LONGEST = 80  # letters that are searched for


def words_of(request) -> str:
    """What was typed into the search field of a list."""
    return request.GET.get("sok", "").strip()[:LONGEST]


def naming(words: str, fields: Sequence[str]) -> Q:
    """Rows of which every word is found in one of the fields. Everything when there are no words."""
    found = Q()
    for word in words.split():
        # SQLite folds ASCII letters alone: «økonomi» is tried as «Økonomi» too.
        spellings = {word, word.capitalize()}
        found &= reduce(or_, (Q((f"{field}__icontains", each)) for field in fields for each in sorted(spellings)))
    return found
