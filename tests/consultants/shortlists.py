"""A choice among consultants, from the office to the leader."""

import datetime as dt
import re

from django.urls import reverse

from consultants import services
from consultants.models import Consultant, Shortlist
from consultants.services import shortlists
from enrollment.models import Application, MembershipRole
from portal.core import jobs
from tests.factories.accounts import UserFactory
from tests.factories.consultants import ConsultantFactory
from tests.shorthand import days


def make_consultants(count: int = 3) -> list[Consultant]:
    return [
        ConsultantFactory(user__name=f"Konsulent {letter}", sectors=["helse"], languages=["norsk", "samisk"])
        for letter in "ABCD"[:count]
    ]


def rows(*consultants: Consultant):
    return Consultant.objects.filter(pk__in=[consultant.pk for consultant in consultants])


def offer(application: Application, *consultants: Consultant, by=None, deadline: dt.date | None = None) -> Shortlist:
    by = by or UserFactory(roles=("office",))
    return services.offer_choice(application, rows(*consultants), deadline=deadline or days(7), by=by)


def leader_of(application: Application):
    return application.group.memberships.get(role=MembershipRole.LEADER).user


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).replace("\N{NO-BREAK SPACE}", " ")


def page_of(application: Application) -> str:
    return reverse("case_choose", args=[application.number])


def tap_of(application: Application) -> str:
    return reverse("case_chosen", args=[application.number])


def outcome(application: Application) -> str:
    return application.shortlists.order_by("pk").last().outcome


def let_deadline_pass(application: Application) -> None:
    application.shortlists.update(deadline=days(-1))


def look() -> None:
    shortlists.order_look()
    jobs.run_due()
