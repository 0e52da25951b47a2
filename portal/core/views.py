"""Pages about the portal itself."""

from django.db import connection
from django.http import HttpResponse

from portal.core.access import page


@page("public")
def health(request):
    """For the container's health check: the process answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
