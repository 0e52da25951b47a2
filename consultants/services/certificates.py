"""The way to a certificate, and what reminds of its end."""

from django.utils import timezone

from consultants.facts import certificate_on
from consultants.models import CertificationStep, Engagement, StepKind


def add_shadowed(engagement: Engagement) -> None:
    """A finished engagement is a step for a co-consultant on her way to a certificate, attested by the lead."""
    today = timezone.localdate()
    instrument = engagement.application.intake.offering.instrument
    if engagement.co is None or certificate_on(engagement.co, instrument, today):
        return
    CertificationStep.objects.get_or_create(
        consultant=engagement.co,
        engagement=engagement,
        defaults={
            "instrument": instrument,
            "kind": StepKind.SHADOWED,
            "on": today,
            "attested_by": engagement.lead.user,
        },
    )
