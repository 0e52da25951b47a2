"""Nothing about a respondent's requests reaches a log, and a fault there is still seen."""

import logging
import traceback
from pathlib import Path

from portal.core.middleware import RespondentPathMiddleware

OURS = str(Path(__file__).resolve().parents[2])


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
        place = _place(record.exc_info[2])
        record.msg = f"a respondent's page failed: {record.exc_info[0].__name__} in {place.filename}:{place.lineno}"
        record.args, record.exc_info, record.exc_text = (), None, None
        return True


def _place(raised) -> traceback.FrameSummary:
    """The last line of ours on the way to the fault: that a driver or Django raised it tells nobody where to look."""
    frames = traceback.extract_tb(raised)
    ours = [each for each in frames if each.filename.startswith(OURS) and "site-packages" not in each.filename]
    return (ours or frames)[-1]
