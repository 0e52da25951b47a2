"""Respondents by plain HTTP, and the portal they meet: gunicorn and keyworker on a PostgreSQL that may be killed."""

import contextlib
import http.client
import os
import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psycopg2

from tests.journeys.portal import Portal
from tests.services import PostgreSQL, Redis

PATIENCE = 60
"""Seconds a person presses again before she gives up."""


class LoadPortal(Portal):
    """The portal as production runs it, on servers of its own, with rounds made by ``seed_load_round``."""

    def __init__(self, folder: Path, *, database: PostgreSQL, redis: Redis | None = None):
        super().__init__(folder, redis=redis)
        self.database = database
        self._server_url = database.url
        self._database = f"load_{secrets.token_hex(4)}"

    def start(self, *processes: str) -> "LoadPortal":
        self._sql(f"CREATE DATABASE {self._database}")
        self.mail.start()
        self.manage("migrate", "-v0")
        self.manage("createcachetable")
        self.manage("collectstatic", "--noinput", "-v0")
        for name in processes or ("web",):
            self.start_process(name)
        self.wait_for(self._answers, "the web process")
        return self

    def seed(self, groups: int, members: int) -> list[str]:
        """The links of so many new groups, member by member."""
        output = self.folder / f"links-{secrets.token_hex(4)}.txt"
        self.manage("seed_load_round", f"--groups={groups}", f"--members={members}", f"--output={output}")
        return output.read_text().splitlines()

    def rows(self, sql: str, *parameters) -> list[tuple]:
        """What an insider with SQL sees."""
        parts = urlsplit(self._server_url)
        connection = psycopg2.connect(parts._replace(path=f"/{self._database}").geturl())
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall()

    def close_rounds(self) -> None:
        """Let the deadline of all open rounds pass and close them here, as the keyworker would."""
        self.run(CLOSE)


CLOSE = """
import datetime as dt
from django.utils import timezone
from assessments import services
from assessments.models import AssessmentRound
from portal.core import jobs
yesterday = timezone.localdate() - dt.timedelta(days=1)
AssessmentRound.objects.filter(state="open").update(opens_on=yesterday, deadline=yesterday)
for round_ in AssessmentRound.objects.filter(state="open").order_by("pk"):
    services.order_closing(round_)
jobs.run_due(queues=["keys"])
"""


class GaveUp(Exception):
    """No answer that could be used in PATIENCE seconds."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    location: str
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def html(self) -> str:
        return self.body.decode()


@dataclass
class Browser:
    """One connection, kept open, and its cookies. Redirects are followed by the caller."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)
    requests: int = 0

    def __post_init__(self):
        self._connection: http.client.HTTPConnection | None = None

    def get(self, path: str, **headers: str) -> Answer:
        return self._request("GET", path, None, headers)

    def post(self, path: str, data: dict) -> Answer:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.url}
        return self._request("POST", path, urlencode(data), headers)

    def close(self) -> None:
        if self._connection:
            self._connection.close()
            self._connection = None

    def _request(self, method: str, path: str, body: str | None, headers: dict) -> Answer:
        self.requests += 1
        if self._connection is None:
            parts = urlsplit(self.url)
            self._connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            self._connection.request(method, path, body, headers)
            response = self._connection.getresponse()
            answer = Answer(response.status, response.headers.get("Location", ""), response.headers, response.read())
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        for cookie in response.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer


def page_items(html: str) -> list[str]:
    """The names of the statements on a page."""
    return list(dict.fromkeys(re.findall(r'<input type="radio" name="([^"]+)"', html)))


def page_texts(html: str) -> list[str]:
    return re.findall(r'<textarea[^>]* name="([^"]+)"', html)


def form_token(html: str) -> dict[str, str]:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html)
    return {"csrfmiddlewaretoken": found.group(1)} if found else {}


class Respondent:
    """Goes the whole way: link, every page with every statement, the open questions, review, send.

    ``patient``: presses again when the portal is away, as a person does, and never goes on
    before a page is answered with 2xx or 3xx.
    """

    def __init__(self, link: str, *, value: int = 5, text: str = "Vi lytter til hverandre.", patient: bool = False):
        parts = urlsplit(link)
        self.browser = Browser(f"{parts.scheme}://{parts.netloc}")
        self.link = parts.path
        self.value, self.text, self.patient = value, text, patient
        self.pages = 0
        self.sent = False

    def go(self) -> None:
        for _ in self.steps():
            pass

    def steps(self) -> Iterator[str]:
        """Yields the path of each page as it is shown."""
        path = self._get(self.link).location
        answer = self._get(path)
        while answer.status in (301, 302):
            path, answer = self._follow(answer)
        self.start = path.split("side/")[0]
        yield path
        if "side/" not in path:
            path = f"{self.start}side/1/"
            answer = self._get(path)
        while True:
            yield path
            data = self._filled(answer.html)
            if "se-over" not in path:
                self.pages += 1
            path, answer = self._follow(self._post(path, data))
            if path.endswith("sendt/"):
                self.sent = True
                break
        self.browser.close()
        yield path

    def _filled(self, html: str) -> dict[str, str]:
        answers = dict.fromkeys(page_items(html), str(self.value)) | dict.fromkeys(page_texts(html), self.text)
        return {**answers, "go": "next", **form_token(html)}

    def _follow(self, answer: Answer) -> tuple[str, Answer]:
        path = answer.location.partition("#")[0]
        return path, self._get(path)

    def _get(self, path: str) -> Answer:
        return self._insist(lambda: self.browser.get(path), path)

    def _post(self, path: str, data: dict) -> Answer:
        return self._insist(lambda: self.browser.post(path, data), path)

    def _insist(self, press, path: str) -> Answer:
        until = time.monotonic() + PATIENCE * self.patient
        while True:
            try:
                answer = press()
                if answer.status < 400:
                    return answer
                problem: object = answer.status
            except (OSError, http.client.HTTPException) as error:
                problem = error
            if time.monotonic() > until:
                raise GaveUp(f"{path.partition('/s/')[0]}: {problem}")
            time.sleep(0.2)


# CPU ------------------------------------------------------------------------

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(*roots: int) -> float:
    """User and system time of the processes, all that descend from them, and those of these that have ended."""
    stats = _stats()
    wanted = set(roots)
    while found := {pid for pid, (parent, *_) in stats.items() if parent in wanted} - wanted:
        wanted |= found
    # Time of ended children is in cutime and cstime of the one who waited for them.
    return sum(sum(stats[pid][1:]) for pid in wanted if pid in stats) / TICKS


def _stats() -> dict[int, tuple[int, int, int, int, int]]:
    """pid -> parent, utime, stime, cutime, cstime."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                found[int(entry.name)] = (int(fields[1]), *map(int, fields[11:15]))
    return found
