"""What the applicant types, and the pages she types it on."""

from datetime import timedelta
from html import unescape

from django.urls import reverse
from django.utils import timezone

from tests.factories.enrollment import GroupLevelFactory, OrganisationFactory

LIST = "Farid Nordlund\tØkonomi\tfarid@furulund.example\nJonas Åslund\tOppvekst\tjonas.aslund@furulund"


def url(draft, step):
    return reverse("application_step", args=[draft.pk, step])


def page(response, status=200):
    assert response.status_code == status
    return unescape(response.content.decode())


def group_fields():
    return {"organisation": OrganisationFactory().pk, "level": GroupLevelFactory().pk, "group_name": ""}


def need_fields(**fields):
    start = timezone.localdate() + timedelta(days=30)
    return {
        "reason": "Vi er nye sammen.",
        "wanted_from": start.strftime("%d.%m.%Y"),
        "wanted_to": (start + timedelta(days=300)).strftime("%d.%m.%Y"),
        "alternative": "bought",
        "external_cost": "180 000",
        **fields,
    }


def paste(client, draft, text=LIST, action="paste", **fields):
    return client.post(url(draft, "medlemmer"), {"paste": text, "action": action, **fields})


def lines_of(draft):
    draft.refresh_from_db()
    return [(line["line"], line["name"], line["email"]) for line in draft.member_lines]
