"""Dates keep clear of the weeks the office has set: suggested past them, chosen in them with a warning."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from consultants.forms import ContractForm
from consultants.views.rounds import extended
from enrollment.models import HolidayWeek
from portal.core.templatetags.ui import weekday
from portal.core.workdays import next_workday
from tests.factories.accounts import UserFactory
from tests.factories.consultants import make_engagement, round_of
from tests.factories.enrollment import ApplicationFactory
from tests.shorthand import days
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db


def keep_free(first: int, last: int) -> None:
    HolidayWeek.objects.create(name="Vinterferie", first_day=days(first), last_day=days(last))


def test_suggested_dates_are_moved_past_the_office_weeks():
    keep_free(5, 30)

    suggested = ContractForm.suggestions(days(7))

    assert suggested["opens_on"] == next_workday(days(31))


def test_more_time_is_suggested_past_the_office_weeks():
    engagement = make_engagement(stage="open")
    keep_free(5, 12)

    assert extended(round_of(engagement))["deadline"] == next_workday(days(13))


def test_chosen_date_in_an_office_week_is_warned_about_and_kept(client):
    engagement = make_engagement(stage="contracted", opens_in=3)
    keep_free(18, 40)
    sign_in(client, engagement.lead.user)
    round_ = round_of(engagement)
    session_on = days(25)
    dates = {name: f"{getattr(round_, name):%d.%m.%Y}" for name in ("opens_on", "deadline", "pretalk_on")}

    response = client.post(
        reverse("admin:round_dates", args=[engagement.application.number, 1]),
        {**dates, "session_on": f"{session_on:%d.%m.%Y}"},
    )

    warnings = [str(message) for message in get_messages(response.wsgi_request) if message.level_tag == "warning"]
    assert f"Samling med gruppen er satt til {weekday(session_on)}. Da er det vinterferie." in warnings
    assert round_of(engagement).session_on == session_on


def test_leader_is_given_time_past_the_office_weeks(client):
    application = ApplicationFactory(admitted=True)
    keep_free(5, 12)
    sign_in(client, UserFactory(roles=("office",)))

    page = client.get(reverse("admin:offer_choice", args=[application.number]))

    assert page.context["form"].initial["deadline"] == next_workday(days(13))
