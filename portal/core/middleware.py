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
        response = self.get_response(request)
        if on_respondent_path:
            response.cookies.pop(settings.SESSION_COOKIE_NAME, None)
            response["Cache-Control"] = "no-store"
            response["Referrer-Policy"] = "no-referrer"
        return response
