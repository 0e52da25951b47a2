"""Parts of the portal die; nothing that was accepted is lost, and nothing is done twice."""

import re
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

import pytest

from tests.journeys.portal import Portal
from tests.services import Redis

pytestmark = pytest.mark.faults


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    """One with a Redis of its own, that may be killed."""
    portal = Portal(tmp_path_factory.mktemp("portal"), redis=Redis().start())
    try:
        yield portal.start()
    finally:
        portal.stop()
        portal.redis.stop()


class Respondent:
    """A member on her phone, by plain HTTP."""

    def __init__(self, portal: Portal, link: str):
        self._browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.page = self.open(link)

    def open(self, address: str, data: dict | None = None) -> str:
        body = urllib.parse.urlencode(data).encode() if data else None
        with self._browser.open(address, body, timeout=20) as response:
            self.url = response.url
            return response.read().decode()

    def answer_and_send(self) -> str:
        """Answers the first page and sends; returns the page that thanks."""
        start = self.url.split("#")[0].split("/side/")[0].rstrip("/")
        page = self.open(f"{start}/side/1/")
        items = set(re.findall(r'name="([a-z_]+_\d)"', page))
        self.open(f"{start}/side/1/", {**dict.fromkeys(items, "5"), "go": "next", **self._token(page)})
        page = self.open(f"{start}/se-over/")
        return self.open(f"{start}/se-over/", self._token(page))

    @staticmethod
    def _token(page: str) -> dict:
        return {"csrfmiddlewaretoken": re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page).group(1)}


def open_case(portal) -> tuple[str, list[str]]:
    """A case with an open round, and everybody's link, as the keyworker can make them."""
    printed = portal.run(
        "from portal.demo import seed\n"
        "from portal.demo.cases import Journey\n"
        "Journey.answer = lambda *args, **kwargs: None\n"
        "from assessments.models import Participation\n"
        "from assessments.services import link_of\n"
        "number = seed.seed_one('open')\n"
        "print(number)\n"
        "for row in Participation.objects.filter(round__application__number=number).order_by('pk'):\n"
        f"    print('{portal.url}/s/' + link_of(row))"
    ).splitlines()
    return printed[0], printed[1:]


def close(portal, number: str) -> None:
    portal.run(
        "from assessments import services\nfrom assessments.models import AssessmentRound\n"
        f"services.order_closing(AssessmentRound.objects.get(application__number='{number}'))"
    )


def round_of(number: str) -> str:
    return f"AssessmentRound.objects.get(application__number='{number}')"


def count(portal, expression: str) -> str:
    return portal.run(f"from assessments.models import *\nfrom portal.core.models import *\nprint({expression})")


def test_without_redis_answers_are_taken_and_the_rest_comes_later(portal):
    number, links = open_case(portal)
    portal.redis.kill()

    for link in links:
        thanks = Respondent(portal, link).answer_and_send()
        assert "Takk" in thanks or "sendt" in thanks
    with urllib.request.urlopen(f"{portal.url}/", timeout=5) as response:
        assert response.status == 200
    close(portal, number)
    assert count(portal, f"AssessmentRound.objects.get(application__number='{number}').state") == "closing"

    portal.redis.start()
    reports = f"Report.objects.filter(round__application__number='{number}').count()"
    portal.wait_for(lambda: count(portal, reports) == "1", "one report after Redis came back", seconds=90)
    result = f"RoundResult.objects.get(round__application__number='{number}').respondents"
    assert count(portal, result) == str(len(links))


def test_worker_killed_in_the_middle_means_one_report_a_little_later(portal):
    number, links = open_case(portal)
    for link in links:
        Respondent(portal, link).answer_and_send()
    close(portal, number)
    orders = f"Job.objects.filter(kind='assessments.store_report', subject_id=str({round_of(number)}.pk))"
    begun = f"{orders}.exclude(state='waiting').count()"
    portal.wait_for(lambda: count(portal, begun) != "0", "a worker on the report", seconds=120)
    portal.kill("worker")

    # Two minutes go by: the dead worker's lease lapses.
    portal.run(
        "import datetime as dt\nfrom django.utils import timezone\nfrom portal.core.models import Job\n"
        "Job.objects.filter(state='running').update(lease_until=timezone.now() - dt.timedelta(seconds=1), rung_at=None)"
    )
    portal.start_process("worker")

    reports = f"Report.objects.filter(round__application__number='{number}').count()"
    portal.wait_for(lambda: count(portal, reports) == "1", "the report", seconds=90)
    files = list((portal.folder / "files/reports").iterdir())
    assert len(files) == int(count(portal, "Report.objects.count()"))


def test_mail_server_away_means_mail_later(portal):
    portal.mail.stop()
    portal.run("from portal.demo import seed; seed.seed_one('applied')")
    waiting = "Mail.objects.exclude(error='').filter(state='waiting').count()"
    portal.wait_for(lambda: count(portal, waiting) != "0", "a mail that could not be sent")

    portal.mail.start()
    portal.run(
        "from django.utils import timezone\nfrom portal.core.models import Mail\n"
        "Mail.objects.filter(state='waiting').update(not_before=timezone.now(), rung_at=None)"
    )

    unsent = "Mail.objects.filter(state__in=['waiting', 'running']).count()"
    portal.wait_for(lambda: count(portal, unsent) == "0", "all mail sent")
    subjects = [mail.subject for mail in portal.mail.received]
    assert len([mail for mail in portal.mail.received if "mottatt" in mail.subject]) >= 1, subjects
