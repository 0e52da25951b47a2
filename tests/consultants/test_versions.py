"""A case is measured twice with the same version, whatever has come in meanwhile."""

import json

import pytest

from assessments.services import import_instrument
from consultants.services.rounds import instrument_of
from tests.factories.assessments import default_source
from tests.factories.consultants import make_engagement

pytestmark = pytest.mark.django_db


def newer(version: str):
    return import_instrument(json.dumps({**json.loads(default_source()), "version": version}, ensure_ascii=False))


def test_second_round_keeps_the_version_of_the_first():
    engagement = make_engagement(stage="contracted")
    newer("1.1")

    assert instrument_of(engagement).version == "1.0"


def test_first_round_takes_the_newest_version():
    engagement = make_engagement(stage="assigned")
    newer("1.1")
    newer("1.2")

    assert instrument_of(engagement).version == "1.2"
