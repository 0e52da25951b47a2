"""What a respondent costs, as ratios to a bare Django floor in one run: ``python -m tests.benchmarks.answering``.

Both run under gunicorn with the same configuration on the same PostgreSQL, each driven by the same program: open the
link, 7 pages with 72 statements, 3 texts, review, send. CPU seconds are of the web processes and of the whole database
server; the machine may be shared, so only ratios within one run mean anything. The two take turns.
"""

import argparse
import gzip
import os
import re
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

from tests.journeys.portal import ROOT
from tests.load import Browser, LoadPortal, Respondent, cpu_seconds, form_token, page_items
from tests.services import PostgreSQL, Redis, free_port

AT_ONCE = 2
WARM_UP = 6


class Floor:
    """The bare Django of ``tests/benchmarks/floor`` under gunicorn."""

    def __init__(self, database: PostgreSQL, port: int):
        self.url = f"http://localhost:{port}"
        self.environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            "DATABASE_URL": database.url,
            "PORT": str(port),
            "WEB_CONCURRENCY": "1",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "tests.benchmarks.floor.site", "--config", "portal/gunicorn.py"],
            env=self.environment,
            cwd=ROOT,
        )

    def seed(self, count: int) -> list[str]:
        tokens = [secrets.token_urlsafe(32) for _ in range(count)]
        code = (
            "import sys; from tests.benchmarks.floor import site\n"
            "site.query(site.TABLES)\n"
            "for token in sys.stdin.read().split(): site.query('INSERT INTO invitation VALUES (%s)', token)"
        )
        subprocess.run(
            [sys.executable, "-c", code], env=self.environment, cwd=ROOT, input="\n".join(tokens), text=True, check=True
        )
        return [f"{self.url}/s/{token}" for token in tokens]


class Turns:
    """CPU seconds per respondent of one contender, a batch at a time."""

    def __init__(self, links: list[str], process: int, database: PostgreSQL):
        self.links = list(links)
        self.process, self.database = process, database.process.pid
        self.web: list[float] = []
        self.sql: list[float] = []

    def take(self, count: int, *, drive=None, counts: bool = True) -> None:
        batch = [self.links.pop() for _ in range(count)]
        web, sql = cpu_seconds(self.process), cpu_seconds(self.database)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(drive or whole_respondent, batch))
        time.sleep(0.3)
        if counts:
            self.web.append((cpu_seconds(self.process) - web) / count)
            self.sql.append((cpu_seconds(self.database) - sql) / count)

    @property
    def each(self) -> list[float]:
        return [web + sql for web, sql in zip(self.web, self.sql, strict=True)]

    def told(self) -> str:
        web, sql = statistics.median(self.web), statistics.median(self.sql)
        return f"{1000 * (web + sql):7.1f} ms CPU (web {1000 * web:.1f}, database {1000 * sql:.1f})"


def whole_respondent(link: str) -> None:
    respondent = Respondent(link)
    respondent.go()
    if not respondent.sent or respondent.pages != 8:
        raise RuntimeError(f"sent {respondent.sent} after {respondent.pages} pages")


def tapping_respondent(link: str) -> None:
    """As the script in the browser does it: each tapped answer is saved for itself, then the page."""
    respondent = Respondent(link)
    for path in respondent.steps():
        if "/side/" in path:
            answer = respondent.browser.get(path)
            for name in page_items(answer.html):
                data = {name: "5", "go": "save", **form_token(answer.html)}
                if respondent.browser.post(path, data).status != 204:
                    raise RuntimeError("not saved")


def looking_again(link: str) -> None:
    """What ``tapping_respondent`` reads besides, without the saves: to be subtracted."""
    respondent = Respondent(link)
    for path in respondent.steps():
        if "/side/" in path:
            respondent.browser.get(path)


def first_view(link: str) -> list[tuple[str, int]]:
    """Address and compressed bytes of everything a phone fetches from the link to the page before starting."""
    browser = Browser(link.partition("/s/")[0])
    accept = {"Accept-Encoding": "br, gzip"}
    redirected = browser.get("/s/" + link.partition("/s/")[2], **accept)
    intro = browser.get(redirected.location)
    # The proxy of docs/operations.md compresses pages; files are compressed at set-up.
    fetched = [("/s/…", len(redirected.body)), ("/svar/…/", len(gzip.compress(intro.body, 6)))]
    for path in re.findall(r'(?:href|src)="(/static/[^"]+)"', intro.html):
        fetched.append((path, len(browser.get(path, **accept).body)))
    return fetched


CLOSING = """
import os, time
from tests.load import cpu_seconds
from assessments.models import AssessmentRound, RoundResult
from portal.demo.sheets import Answerers
from assessments import services
from django.db import connection
connection.ensure_connection()
for number, round_ in enumerate(AssessmentRound.objects.filter(state="open").order_by("pk")):
    answerers = Answerers(services.load_version(round_.instrument_id), number)
    for participation in round_.participations.filter(submitted=False).select_related("round").order_by("pk"):
        items, texts = answerers.sheet()
        token = services.link_of(participation)
        services.save_draft(participation, token, items=items, texts=texts)
        services.submit(participation, token)
before = time.process_time(), cpu_seconds({database}), time.monotonic()
{close}
after = time.process_time(), cpu_seconds({database}), time.monotonic()
print(RoundResult.objects.count(), *(b - a for a, b in zip(before, after)))
"""


def measure_closing(portal: LoadPortal, groups: int, members: int) -> tuple[int, float, float, float]:
    """Rounds closed, CPU seconds of the keyworker and of the database, seconds in all."""
    from tests.load import CLOSE

    while groups > 0:  # a command is given two minutes
        portal.seed(min(groups, 50), members)
        groups -= 50
    rounds, *seconds = portal.run(CLOSING.format(close=CLOSE, database=portal.database.process.pid)).split()
    return int(rounds), *map(float, seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batches", type=int, default=5)
    parser.add_argument("--batch", type=int, default=20, help="respondents in each")
    parser.add_argument("--closing", type=int, default=0, metavar="ROUNDS", help="close so many rounds of ten too")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database, redis = PostgreSQL(), Redis()
        portal, floor = LoadPortal(Path(folder), database=database, redis=redis), None
        try:
            database.start()
            redis.start()
            portal.start()
            floor = Floor(database, free_port())
            compare(portal, floor, chosen.batches, chosen.batch)
            if chosen.closing:
                rounds, worker, sql, seconds = measure_closing(portal, chosen.closing, 10)
                say(f"{rounds} kartlegginger x 10 lukket", f"{seconds:.0f} s, CPU {worker:.1f} + {sql:.1f} s")
        finally:
            portal.stop()
            if floor:
                floor.process.terminate()
                floor.process.wait()
            redis.stop()
            database.stop()


def compare(portal: LoadPortal, floor: Floor, batches: int, batch: int) -> None:
    count = WARM_UP + batches * batch
    links = portal.seed((count + 3 * batch + 12) // 10 + 1, 10)
    ours = Turns(links, portal.processes["web"].pid, portal.database)
    bare = Turns(floor.seed(count), floor.process.pid, portal.database)
    for turns in (ours, bare):
        turns.take(WARM_UP, counts=False)
    for _ in range(batches):
        ours.take(batch)
        bare.take(batch)
    say("portalen", ours.told())
    say("bare Django", bare.told())
    ratios = [mine / floors for mine, floors in zip(ours.each, bare.each, strict=True)]
    say("forhold (mål: høyst 3,0)", f"{statistics.median(ratios):.2f}   {' '.join(f'{each:.2f}' for each in ratios)}")

    tapped, looked = (Turns(ours.links, ours.process, portal.database) for _ in range(2))
    tapped.take(batch, drive=tapping_respondent)
    looked.links = tapped.links
    looked.take(batch, drive=looking_again)
    saves = statistics.median(tapped.each) - statistics.median(looked.each)
    say("72 lagringer for seg, i tillegg", f"{1000 * saves:7.1f} ms CPU, {1000 * saves / 72:.2f} ms hver")

    fetched = first_view(looked.links.pop())
    say("første visning", f"{sum(size for _, size in fetched) / 1000:.1f} kB i {len(fetched)} forespørsler")
    for path, size in fetched:
        say(f"  {path}", f"{size / 1000:.1f} kB")


def say(name: str, value: str) -> None:
    print(f"{name:<52}{value}", flush=True)


if __name__ == "__main__":
    main()
