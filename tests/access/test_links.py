"""Every link that a page shows leads somewhere for its reader: nothing to read about what she may not open."""

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings

from tests.access import world as worlds
from tests.access.test_every_address import ask
from tests.access.test_every_page import LOOKERS, addresses

LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]+)"')


def links(address: str, html: str) -> set[str]:
    """The pages of the portal that a page leads to, as paths with their query."""
    found = set()
    for link in LINK.findall(html):
        parts = urlsplit(urljoin(address, unescape(link)))
        if not parts.scheme and not parts.netloc and not parts.path.startswith(settings.STATIC_URL):
            found.add(parts._replace(fragment="").geturl())
    return found


@pytest.mark.django_db
def test_every_link_leads_somewhere():
    world = worlds.build()
    dead, followed = [], set()
    for role, address in addresses(world, lookers=len(LOOKERS)):
        response = ask(world.clients[role], "GET", address)
        if response.status_code != 200:
            continue
        for link in links(address, response.content.decode()):
            if (role, link) in followed:
                continue
            followed.add((role, link))
            code = ask(world.clients[role], "GET", link).status_code
            if code >= 400:
                dead.append(f"{address} as {role}: {link} gives {code}")

    assert "\n".join(dead) == ""
    assert len(followed) > 300
