"""One who has opened her link. Killing at a step, as a power cut does: nothing after it runs."""

import contextlib
import datetime as dt

import pytest
from django.utils import timezone
from django.utils.module_loading import import_string

from portal.core.models import Job, Mail
from tests.assessments.holders import Holder
from tests.factories import assessments as make


@pytest.fixture
def holder(client):
    return Holder(client, make.open_round())


class Killed(BaseException):
    """No handler catches it, so nothing is cleaned up."""


@pytest.fixture
def kill_at():
    """``with kill_at("module.function", after=True):`` is killed the first time the function is called.

    Fails when the function is never called: then the test would prove nothing.
    """

    @contextlib.contextmanager
    def kill(name: str, *, after: bool = False):
        holder_name, _, attribute = name.rpartition(".")
        holder = _import(holder_name)
        original = getattr(holder, attribute)

        def dying(*args, **kwargs):
            if after:
                original(*args, **kwargs)
            raise Killed

        with pytest.raises(Killed), pytest.MonkeyPatch.context() as patch:  # noqa: PT012
            patch.setattr(holder, attribute, dying)
            yield

    return kill


def _import(name: str):
    try:
        return __import__(name, fromlist=["_"])
    except ModuleNotFoundError:
        return import_string(name)


@pytest.fixture
def lapse():
    """Lets the leases of the dead run out, and the waiting be due."""

    def run_out():
        past = timezone.now() - dt.timedelta(seconds=1)
        for model in (Job, Mail):
            model.objects.filter(state="running").update(lease_until=past)
            model.objects.filter(state="waiting").update(not_before=past)

    return run_out
