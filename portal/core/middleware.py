"""What happens before a view."""

from django.conf import settings


class RespondentPathMiddleware:
    """Nobody is signed in where people answer: no session is read or written under these paths.

    So an answer can never be tied to the account of the one who gives it.
    """

    PATHS = ("/s/", "/svar/")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        on_respondent_path = request.path_info.startswith(self.PATHS)
        if on_respondent_path:
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
            if request.META.get("HTTP_ORIGIN") == "null":
                # A page that sends no referrer makes browsers hide the origin of its own forms. The CSRF token
                # is still asked for, and the cookie with the link (SameSite) does not follow from other sites.
                request.META["HTTP_ORIGIN"] = settings.PORTAL_URL
        response = self.get_response(request)
        if on_respondent_path:
            response.cookies.pop(settings.SESSION_COOKIE_NAME, None)
            response["Cache-Control"] = "no-store"
            response["Referrer-Policy"] = "no-referrer"
        return response
