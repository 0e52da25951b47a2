"""Letting time pass for one case, by moving its rows back."""

import datetime as dt
from collections.abc import Iterator

from django.db import models, transaction

from assessments.models import AssessmentRound, Release, Report, RoundEvent, VendorReport
from consultants.models import CertificationStep, Declaration, Engagement, EngagementEvent, Shortlist
from enrollment.models import Application, ApplicationEvent, Membership
from portal.core.models import Job, Mail


def rows_of(case: Application) -> Iterator[models.QuerySet]:
    """Every row of the case that holds a date. The log of who read what stays as it was."""
    rounds = list(case.rounds.order_by("sequence").values_list("pk", flat=True))
    engagement = Engagement.objects.filter(application=case)
    yield Application.objects.filter(pk=case.pk)
    yield Application.history.filter(id=case.pk)
    yield ApplicationEvent.objects.filter(subject=case)
    yield Membership.objects.filter(group=case.group_id)
    yield Membership.history.filter(group=case.group_id)
    yield Shortlist.objects.filter(application=case)
    yield AssessmentRound.objects.filter(pk__in=rounds)
    yield RoundEvent.objects.filter(subject__in=rounds)
    yield Report.objects.filter(round__in=rounds)
    yield Release.objects.filter(round__in=rounds)
    yield VendorReport.objects.filter(round__in=rounds)
    yield engagement
    yield Engagement.history.filter(application=case.pk)
    yield Declaration.objects.filter(engagement__in=engagement.values("pk"))
    yield CertificationStep.objects.filter(engagement__in=engagement.values("pk"))
    yield EngagementEvent.objects.filter(subject__in=engagement.values("pk"))
    yield Mail.objects.filter(case=case.number)
    yield Job.objects.filter(subject_id__in=[str(pk) for pk in rounds])


@transaction.atomic
def shift_days(case: Application, days: int) -> None:
    """Subtract ``days`` from every date and time of the case: as if they had gone by."""
    for rows in rows_of(case):
        # DateTimeField is a DateField too.
        names = [field.attname for field in rows.model._meta.concrete_fields if isinstance(field, models.DateField)]
        for values in list(rows.order_by("pk").values("pk", *names)):
            moved = {name: values[name] - dt.timedelta(days=days) for name in names if values[name] is not None}
            rows.model._base_manager.filter(pk=values["pk"]).update(**moved)
