"""Every view names its column of the rights table, its methods, and asks for sign-in here.

The columns are those of docs/privacy.md: ``application``, ``count``, ``report_unreleased``,
``report``, ``comments``, ``notes``, ``figures``, and besides them ``public`` (everyone),
``account`` (signed in, own things), ``staff`` (own work in the administration), ``link``
(holder of a round's cookie), ``reference`` (office), ``operations`` (operator) and ``log``
(privacy). Who may see what is decided by the getter the view calls, in the app's ``access.py``;
whoever may not gets 404. The column is what the test of every URL, role and method reads.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponseNotAllowed

RIGHTS_TABLE = ("application", "count", "report_unreleased", "report", "comments", "notes", "figures")
COLUMNS = frozenset({*RIGHTS_TABLE, "public", "account", "staff", "link", "reference", "operations", "log"})
WITHOUT_SIGN_IN = frozenset({"public", "link"})


def page(column: str, *methods: str) -> Callable:
    """Declare a view: its column and its methods (GET brings HEAD; default GET).

    A wrong method is answered 405, an anonymous visitor of a closed page is sent to sign in.
    """
    if column not in COLUMNS:
        raise ValueError(column)
    allowed = list(methods or ("GET",))
    if "GET" in allowed:
        allowed.append("HEAD")

    def decorate(view):
        @wraps(view)
        def wrapped(request, *args, **kwargs):
            if request.method not in allowed:
                return HttpResponseNotAllowed(allowed)
            if column not in WITHOUT_SIGN_IN and not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            return view(request, *args, **kwargs)

        wrapped.column = column
        wrapped.allowed = tuple(allowed)
        return wrapped

    return decorate


def require_role(user, *roles: str) -> None:
    """Raise Http404 unless the user holds one of the roles."""
    if not user.has_role(*roles):
        raise Http404
