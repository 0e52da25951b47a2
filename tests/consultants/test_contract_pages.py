"""The contract through its page."""

import pytest

from tests.consultants.pages import posted, signed_in
from tests.factories import assessments as rounds
from tests.factories.consultants import make_engagement, round_of
from tests.shorthand import admin, days, told

pytestmark = pytest.mark.django_db


def test_contract_is_written_on_its_page(client):
    rounds.make_instrument()
    engagement = make_engagement()
    number = signed_in(client, engagement)

    response = client.post(admin("contract", number), posted(leader_marker="yes"))

    assert response["Location"] == admin("engagement", number)
    assert round_of(engagement).leader_marker is True


def test_refused_contract_keeps_everything_typed(client):
    engagement = make_engagement()
    number = signed_in(client, engagement)

    response = client.post(admin("contract", number), posted(purpose="Mitt formål", deadline=days(-3)))

    page = response.content.decode()
    assert response.status_code == 422
    assert "Mitt formål" in page
    assert f"{days(-3):%d.%m.%Y}" in page
    assert "Fristen må være etter dagen kartleggingen åpner" in page
    assert "<title>Feil:" in page


def test_empty_contract_form_points_at_its_fields(client):
    engagement = make_engagement()
    number = signed_in(client, engagement)

    response = client.post(admin("contract", number), {})

    assert response.status_code == 422
    assert 'href="#id_deadline"' in response.content.decode()


def test_contract_suggests_workdays_from_the_wanted_start(client):
    engagement = make_engagement()
    number = signed_in(client, engagement)

    form = client.get(admin("contract", number)).context["form"]

    dates = [form.initial[name] for name in ("opens_on", "deadline", "pretalk_on", "session_on")]
    assert dates == sorted(dates)
    assert dates[0] >= engagement.application.wanted_from
    assert {date.weekday() for date in dates} <= set(range(5))


def test_contract_of_an_open_round_is_shown_and_not_changed(client):
    engagement = make_engagement(stage="open")
    number = signed_in(client, engagement)

    assert client.get(admin("contract", number))["Location"] == admin("engagement", number)


def test_day_off_is_told_and_not_refused(client):
    rounds.make_instrument()
    engagement = make_engagement()
    number = signed_in(client, engagement)
    saturday = days(30 + (5 - days(30).weekday()) % 7)

    response = client.post(admin("contract", number), posted(session_on=saturday))

    assert response.status_code == 302
    assert any(message.startswith("Samling med gruppen er satt til lørdag") for message in told(response))
