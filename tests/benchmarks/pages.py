"""What a page costs: ``bin/demo`` once (it may be stopped again), then ``python -m tests.benchmarks.pages``.

Follows every link of the portal as everybody behind a door of the demo, three addresses of each name, and prints the
dearest with their database statements. CPU seconds of whole requests through the test client, the best of three. The
aim is 50 ms for each. Only looks, but the looks at reports are logged as ever.
"""

import os
import re
import sys
import time
from collections import Counter, deque
from html import unescape
from urllib.parse import urljoin, urlsplit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ["PORTAL_DEMO"] = "1"

REPEATS = 3
OF_EACH_NAME = 3
SHOWN = 15
AIM = 0.050
LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]+)"')
NO_PAGE = re.compile(r"^/(static|demo)/|\.pdf$|/bilde/|/ut/$|[?&]e=")


def main() -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client

    from portal.demo.views import DOORS

    settings.ALLOWED_HOSTS = ["testserver"]
    costs: list[tuple[float, int, str, str]] = []
    for door in DOORS:
        client = Client()
        home = client.get(f"/demo/inn/{door.slug}/", follow=True).request["PATH_INFO"]
        costs += [(*cost, door.slug, address) for address, cost in walk(client, home).items()]
    costs.sort(reverse=True)
    for seconds, statements, slug, address in costs[:SHOWN]:
        sys.stdout.write(f"{seconds * 1000:6.1f} ms {statements:4d} statements  {slug:22}{address}\n")
    dear = sum(seconds > AIM for seconds, *_ in costs)
    median = costs[len(costs) // 2][0] * 1000
    sys.stdout.write(f"{len(costs)} pages, median {median:.1f} ms, {dear} over {AIM * 1000:.0f} ms\n")


def walk(client, home: str) -> dict[str, tuple[float, int]]:
    """Per address that gives a page: CPU seconds and database statements."""
    from django.urls import resolve

    costs: dict[str, tuple[float, int]] = {}
    waiting, seen, of_name = deque([home]), {home}, Counter()
    while waiting:
        address = waiting.popleft()
        name = resolve(urlsplit(address).path).view_name
        of_name[name] += 1
        if of_name[name] > OF_EACH_NAME:
            continue
        seconds, statements, response = look(client, address)
        links = [response["Location"]] if response.status_code in (301, 302) else []
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            costs[address] = seconds, statements
            links = LINK.findall(response.content.decode())
        for link in links:
            parts = urlsplit(urljoin(address, unescape(link)))._replace(fragment="")
            path = parts.geturl()
            if not parts.scheme and not parts.netloc and not NO_PAGE.search(path) and path not in seen:
                seen.add(path)
                waiting.append(path)
    return costs


def look(client, address: str) -> tuple:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    statements, seconds = len(captured), []
    for _ in range(REPEATS):
        start = time.process_time()
        client.get(address)
        seconds.append(time.process_time() - start)
    return min(seconds), statements, response


if __name__ == "__main__":
    main()
