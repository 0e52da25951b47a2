"""Every address, as everybody, by every method: generated from the URL resolver, held against the table."""

import copy
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.contrib import admin
from django.db import transaction
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLResolver

from consultants.models import Consultant
from tests.access import world as worlds
from tests.access.table import ADMIN_DEFAULT, ADMIN_MODELS, ADMIN_SITE, ALLAUTH, ALLOWED, RIGHTS

OUTSIDE = ("anonymous", "respondent")
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE")
PARTS = {"add", "change", "changelist", "delete", "history"}


def patterns(resolver=None, namespace=""):
    """(name with namespace, pattern) of every address."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from patterns(pattern, inner)
        else:
            yield f"{namespace}{pattern.name}", pattern


OURS = [(name, pattern) for name, pattern in patterns() if name in ALLOWED]


def is_stock_admin(name: str) -> bool:
    return name.startswith("admin:") and (name in ADMIN_SITE or name.rpartition("_")[2] in PARTS or name in STOCK)


# Addresses of AdminSite without a model of their own.
STOCK = {"admin:None", "admin:app_list", "admin:view_on_site", "admin:password_change", "admin:password_change_done"}


def test_every_address_has_a_row():
    unknown = [
        name for name, _ in patterns() if name not in ALLOWED and name not in ALLAUTH and not is_stock_admin(name)
    ]

    assert unknown == []


def test_no_row_is_left_over():
    assert set(ALLOWED) - {name for name, _ in patterns()} == set()


@pytest.mark.parametrize(("name", "pattern"), OURS, ids=[name for name, _ in OURS])
def test_row_gives_no_more_than_its_column(name, pattern):
    column = getattr(pattern.callback, "column", None)

    assert column in RIGHTS, "the view names no column"
    if name != "link":  # exchanging a link for a cookie shows nothing
        assert ALLOWED[name] <= RIGHTS[column]


def arguments(world, pattern) -> dict:
    names = set(pattern.pattern.regex.groupindex)
    values = {
        "number": world.case.number,
        "sequence": 1,
        "intake": world.case.intake_id,
        "pk": world.draft.pk if "soknad/" in str(pattern.pattern) else _member(world),
        "step": "leader" if "frigi" in str(pattern.pattern) else "behovet",
        "comment_id": world.comment.pk,
        "consultant_id": world.engagement.lead_id,
        "certification_id": world.engagement.lead.certifications.get().pk,
        "asked_id": world.round.participations.order_by("pk").first().pk,
        "round_id": world.open_round.pk,
        "token": world.token,
        "kind": "figures",
        "version": world.round.instrument_id,
    }
    if "side/" in str(pattern.pattern):
        values["number"] = 1
    return {name: values[name] for name in names}


def _member(world):
    return world.case.group.memberships.get(user=world.users["member"]).pk


def ask(client, method, address, data=None):
    """Send the request and undo whatever it did, cookies too."""
    cookies = copy.deepcopy(client.cookies)
    with transaction.atomic():
        body = urlencode(data or {}) if method == "POST" else ""
        response = client.generic(method, address, body, content_type="application/x-www-form-urlencoded")
        if response.streaming:
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    client.cookies = cookies
    return response


def verdict(response) -> str:
    if response.status_code == 302 and response["Location"].startswith(reverse("account_login")):
        return "sign in"
    if response.status_code in (404, 405):
        return str(response.status_code)
    return "fault" if response.status_code >= 500 or response.status_code in (401, 403) else "in"


def expected(name, view, role, method) -> str:
    if method not in view.allowed:
        return "405"
    if role in ALLOWED[name]:
        return "in"
    outside = role in OUTSIDE and view.column not in ("public", "link")
    return "sign in" if outside else "404"


@pytest.mark.django_db
def test_everybody_gets_in_where_the_table_says_and_nowhere_else():
    world = worlds.build()
    form = {"draft": uuid4(), "consultant": Consultant.objects.latest("pk").pk}
    wrong = []
    for name, pattern in OURS:
        address = reverse(name, kwargs=arguments(world, pattern))
        for role, client in world.clients.items():
            for method in METHODS:
                got, want = verdict(ask(client, method, address, form)), expected(name, pattern.callback, role, method)
                if got != want:
                    wrong.append(f"{name} {method} as {role}: {got}, not {want}")

    assert "\n".join(wrong) == ""


@pytest.mark.django_db
def test_stock_change_forms_serve_only_their_role():
    world = worlds.build()
    wrong = []
    for model in admin.site._registry:
        label = f"{model._meta.app_label}_{model._meta.model_name}"
        row = model._default_manager.order_by("pk").first()
        addresses = [reverse(f"admin:{label}_changelist"), reverse(f"admin:{label}_add")]
        if row:
            addresses += [reverse(f"admin:{label}_{part}", args=[row.pk]) for part in ("change", "delete", "history")]
        for address in addresses:
            for role, client in world.clients.items():
                got = ask(client, "GET", address).status_code
                may = role in ADMIN_MODELS.get(label, ADMIN_DEFAULT)
                if address.endswith(f"/{model._meta.model_name}/"):
                    good = (200,) if may else (302,) if role in OUTSIDE else (404,)
                else:  # a role may look and still not add or delete
                    good = (200, 404) if may else (302,) if role in OUTSIDE else (404,)
                if got not in good:
                    wrong.append(f"{address} as {role}: {got}")

    assert "\n".join(wrong) == ""


@pytest.mark.django_db
def test_address_of_no_row_is_no_fault():
    client = worlds.build().clients["office"]

    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
        for key in ("0", "ord", "add/stil.css"):
            assert ask(client, "GET", reverse(name, args=[key])).status_code in (302, 404), (name, key)
