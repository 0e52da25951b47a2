"""The consultant at her pages."""

import datetime as dt

from consultants.models import Engagement
from tests.factories.consultants import terms
from tests.sign_in import sign_in


def posted(**changes) -> dict:
    """The contract as a browser sends it."""
    values = {"run_in": "portal", "view": "tre", "leader_marker": "no", **terms(opens_in=1), **changes}
    return {name: f"{value:%d.%m.%Y}" if isinstance(value, dt.date) else value for name, value in values.items()}


def signed_in(client, engagement: Engagement) -> str:
    """The lead signs in; returns the case's number."""
    sign_in(client, engagement.lead.user)
    return engagement.application.number
