"""Every page that answers 200, in a browser: WCAG rules, nothing beyond a narrow screen, nothing too small to hit."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib import admin
from django.urls import reverse

from tests.access import world as worlds
from tests.access.table import ADMIN_DEFAULT, ADMIN_MODELS, ALLOWED
from tests.access.test_every_address import OURS, arguments
from tests.core.test_look import AXE_RULES, SMALL_TARGETS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Whoever comes first among those a page is for looks at it.
LOOKERS = ("consultant", "office", "leader", "respondent", "privacy", "operator", "anonymous")
FILES = (".pdf", "/bilde/", "/helse/")


def addresses(world, *, lookers: int = 1) -> list[tuple[str, str]]:
    """(role, address) of our own pages, of the closed case and of the open one, and of Django's own forms.

    Each for so many of those who may look at it.
    """
    found = []
    for name, pattern in OURS:
        if "GET" not in pattern.callback.allowed:
            continue
        known = arguments(world, pattern)
        for role in [role for role in LOOKERS if role in ALLOWED[name]][:lookers]:
            found.append((role, reverse(name, kwargs=known)))
            if known.get("number") == world.case.number:
                found.append((role, reverse(name, kwargs={**known, "number": world.open_round.application.number})))
    for model in admin.site._registry:
        label = f"{model._meta.app_label}_{model._meta.model_name}"
        roles = ADMIN_MODELS.get(label, ADMIN_DEFAULT)
        row = model._default_manager.order_by("pk").first()
        for role in [role for role in LOOKERS if role in roles][:lookers]:
            found.append((role, reverse(f"admin:{label}_changelist")))
            found.append((role, reverse(f"admin:{label}_add")))
            if row:
                found.append((role, reverse(f"admin:{label}_change", args=[row.pk])))
    return [each for each in found if not each[1].endswith(FILES)]


def faults(page) -> list[str]:
    """What is wrong with the page that is shown, wide and narrow."""
    page.set_viewport_size({"width": 1280, "height": 900})
    violations = Axe().run(page, options=AXE_RULES).response["violations"]
    found = [f"{rule['id']}: {node['html'][:160]}" for rule in violations for node in rule["nodes"][:2]]
    found += [f"small: {each}" for each in page.evaluate(SMALL_TARGETS) if "aria-hidden" not in each]
    page.set_viewport_size({"width": 320, "height": 900})
    width = page.evaluate("document.documentElement.scrollWidth")
    return found + ([f"{width} px wide on a screen of 320"] if width > 320 else [])


def test_every_page_is_accessible_and_fits(live_server, browser, browser_context_args):
    world = worlds.build()
    wrong, seen = [], set()
    contexts = {}
    for role, client in world.clients.items():
        contexts[role] = browser.new_context(**browser_context_args)
        cookies = [
            {"name": name, "value": morsel.value, "url": live_server.url} for name, morsel in client.cookies.items()
        ]
        contexts[role].add_cookies(cookies)
    for role, address in addresses(world):
        page = contexts[role].new_page()
        response = page.goto(live_server.url + address)
        if response.status == 200 and page.url not in seen:
            seen.add(page.url)
            wrong += [f"{address} as {role}: {fault}" for fault in faults(page)]
        page.close()
    for context in contexts.values():
        context.close()

    assert "\n".join(wrong) == ""
    assert len(seen) > 80
