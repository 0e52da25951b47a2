"""The office publishes what the groups have in common: programme figures and a norm."""

import datetime as dt

from assessments import services
from assessments.models import FigureEdition, InstrumentVersion
from portal.accounts.models import User

DAYS_AGO = 42
"""Before the second assessments close, so that their reports have a norm to show."""


def publish(instrument: str, *, by: User) -> None:
    """The first edition of both kinds. Raises TransitionNotAllowed where the closed rounds do not suffice."""
    version = InstrumentVersion.objects.filter(key=instrument).latest("imported_at")
    for edition in (services.publish_figures(version, by=by), services.publish_norm(version, by=by)):
        made_on = edition.made_on - dt.timedelta(days=DAYS_AGO)
        FigureEdition.objects.filter(pk=edition.pk).update(made_on=made_on)
