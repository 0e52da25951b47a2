"""Nothing about a respondent's requests reaches a log."""

import logging

from portal.core.middleware import RespondentPathMiddleware


class HideRespondents(logging.Filter):
    """Drops records about paths where people answer: path, cookie and body stay out of every log."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        return not any(path in text for path in RespondentPathMiddleware.PATHS)
