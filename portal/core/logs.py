"""Nothing about a respondent's requests reaches a log, and a fault there is still seen."""

import logging
import traceback

from portal.core.middleware import RespondentPathMiddleware


class HideRespondents(logging.Filter):
    """Path, cookie and body of the pages where people answer stay out of every log.

    Their records are dropped. Of a fault only the place in our code and the exception's class are kept,
    so that those who run the machines know that something is broken, and learn nothing of whom it met.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage().lower()
        if not any(path in text for path in RespondentPathMiddleware.PATHS):
            return True
        if not record.exc_info or not record.exc_info[0]:
            return False
        place = traceback.extract_tb(record.exc_info[2])[-1]
        record.msg = f"a respondent's page failed: {record.exc_info[0].__name__} in {place.filename}:{place.lineno}"
        record.args, record.exc_info, record.exc_text = (), None, None
        return True
