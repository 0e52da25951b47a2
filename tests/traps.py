"""Traps: mistakes that usually pass tests and fail people, made to fail here."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.template.base import Variable, VariableDoesNotExist

OUR_TEMPLATES = str(settings.BASE_DIR / "templates")


def fetch_all(original: Callable) -> Callable:
    """Unordered rows come in random order; a lock over joins must say which table it locks."""

    def _fetch_all(queryset):
        query = queryset.query
        if queryset._result_cache is None:
            if query.select_for_update and query.select_related and not query.select_for_update_of:
                raise AssertionError("select_for_update() med select_related() må oppgi of=")
            plain = not (query.is_sliced or query.distinct or query.combinator or query.group_by is not None)
            if plain and not queryset.ordered:
                # Not through the property: its setter would turn values_list() into values().
                query = queryset._query = query.chain()
                query.add_ordering("?")
        original(queryset)

    return _fetch_all


def render_variable(original: Callable) -> Callable:
    """An unknown variable in a template of ours is a mistake, not an empty string."""

    def render(node, context):
        origin = getattr(node, "origin", None)
        variable = node.filter_expression.var
        if origin and str(Path(origin.name)).startswith(OUR_TEMPLATES) and isinstance(variable, Variable):
            filters = [function.__name__ for function, _ in node.filter_expression.filters]
            if "default" not in filters:
                try:
                    variable.resolve(context)
                except VariableDoesNotExist as error:
                    raise AssertionError(f"{origin.name}:{node.token.lineno}: {error}") from None
        return original(node, context)

    return render
