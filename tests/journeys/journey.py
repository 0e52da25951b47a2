"""One leadership group, from application to the report in everybody's hands, as its people do it.

Told to a portal that is running: as in production, or as the demo.
"""

import datetime as dt
import re

from django.utils import timezone

from portal.demo.people import ascii_name
from tests.journeys.people import Visitor

LEADER = "kari.leder@grorud.example"
OFFICE = "ragnhild@programkontor.example"
PRIVACY = "pernille@programkontor.example"
MEMBERS = (
    "Kari Leder\tDirektør\tkari.leder@grorud.example\n"
    "Ola Økonomi\tØkonomi\tola@grorud.example\n"
    "Åse Ærlig\tHR\tase@grorud.example\n"
    "Bo Bygg\tDrift\tbo@grorud.example\n"
    "Mia Miljø\tFag\tmia@grorud.example"
)
ADDRESSES = re.findall(r"\S+@\S+", MEMBERS)
NAMING_COMMENT = "Ola Økonomi snakker alltid lengst."


ORGANISATION = "Bydel Grorud"
DOMAIN = "grorud.example"


class Company:
    """Opens a browser as somebody, and remembers them all."""

    def __init__(self, portal, browser):
        self._portal, self._browser = portal, browser
        self._visitors: list[Visitor] = []

    def __call__(self, email: str = "", **how) -> Visitor:
        self._visitors.append(Visitor.at(self._portal, self._browser, email, **how))
        return self._visitors[-1]

    def where_they_are(self) -> str:
        return "\n".join(f"{v.email} is at {v.page.url}:\n{v.text[:1500]}" for v in self._visitors)

    def leave(self) -> None:
        for visitor in self._visitors:
            visitor.leave()


def tell(portal, browser) -> None:
    """The whole journey. What everybody was looking at is told when it fails."""
    as_ = Company(portal, browser)
    try:
        number = apply(portal, as_(LEADER))
        consultant = as_(admit(portal, as_(OFFICE), number)).sign_in()
        agree_and_open(portal, consultant, number)
        answer_all(portal, as_)
        close_and_release_to_leader(portal, consultant, number)
        leader_reads(portal, as_(LEADER), number)
        release_to_group(portal, consultant, as_, number)
        privacy_sees_who_read(as_(PRIVACY), number)
        nothing_is_left_of_the_answers(portal, number)
    except Exception as error:
        error.add_note(as_.where_they_are())
        raise
    finally:
        as_.leave()


def in_days(days: int) -> str:
    return f"{timezone.localdate() + dt.timedelta(days=days):%d.%m.%Y}"


def apply(portal, leader) -> str:
    leader.sign_in()
    leader.goto("/")
    leader.click("Søk om plass for gruppen")
    leader.page.get_by_label("Virksomhet").select_option(ORGANISATION)
    leader.page.get_by_text("Toppledergruppe", exact=True).click()
    leader.click("Lagre og gå videre")
    leader.page.get_by_label("Stillingen din").fill("Direktør")
    name = leader.page.get_by_label("Navnet ditt")
    if name.count():
        name.fill("Kari Leder")
    leader.click("Lagre og gå videre")
    leader.page.get_by_label("Lim inn listen").fill(MEMBERS)
    leader.click("Les inn listen")
    assert "5 medlemmer er klare" in leader.text
    leader.click("Lagre og gå videre")
    leader.page.get_by_label("Hva vil dere få til som gruppe?").fill("Vi vil bli enige om hva vi er til for.")
    leader.fill(wanted_from=in_days(30), wanted_to=in_days(300))
    leader.page.get_by_text("Kjøpt hjelp utenfra").click()
    leader.fill(external_cost="180 000")
    leader.click("Lagre og gå videre")
    leader.click("Send søknaden")
    number = re.search(r"\d{4}-\d{4}", leader.text).group()
    assert number in portal.mailed(LEADER, "søknad").text
    assert "vurderer søknaden" in leader.goto(f"/sak/{number}/")
    return number


def admit(portal, office, number) -> str:
    """Returns the address of the consultant who gets the engagement: the first who may lead the group."""
    office.sign_in()
    office.goto("/admin/soknader/")
    office.click(f"Ledergruppen i {ORGANISATION}")
    assert "Vi vil bli enige om hva vi er til for." in office.text
    office.page.get_by_text("Gi plass", exact=True).click()
    office.page.get_by_label("Begrunnelse").fill("Behovet er tydelig, og alle er med.")
    office.click("Gi svaret")
    assert "Behovet er tydelig" in portal.mailed(LEADER, "plass").text
    office.goto(f"/admin/soknader/{number}/konsulent/")
    assert "Konsulenten har ikke gyldig sertifisering for kartleggingsverktøyet." in office.text
    button = office.page.locator("button[name=consultant]").first
    name = button.inner_text().replace("Velg", "").strip()
    button.click()
    office.page.wait_for_load_state()
    consultant = f"{ascii_name(name)}@konsulent.example"
    portal.mailed(consultant, "oppdrag")
    return consultant


def agree_and_open(portal, consultant, number) -> None:
    assert ORGANISATION in consultant.goto("/admin/")
    assert "Har du bånd til gruppen?" in consultant.goto(f"/admin/oppdrag/{number}/kontrakt/")
    consultant.page.get_by_text("Jeg har ingen bånd").click()
    consultant.click("Lagre svaret")
    assert "/kontrakt/" in consultant.page.url
    consultant.fill(purpose="Klarere formål og færre saker.", agreed_on=in_days(0))
    consultant.fill(opens_on=in_days(0), deadline=in_days(14), pretalk_on=in_days(17), session_on=in_days(18))
    consultant.fill(ends_on=in_days(280))
    consultant.page.get_by_text("Tre områder", exact=True).click()
    consultant.page.get_by_text("Nei, vis bare gruppens svar").click()
    consultant.click("Skriv inn kontrakten")
    consultant.goto(f"/admin/oppdrag/{number}/kartlegging/1/liste/")
    assert "ase@grorud.example" in consultant.text
    consultant.click("Bekreft listen")
    consultant.goto(f"/admin/oppdrag/{number}/")
    consultant.page.locator("form[action$='/bestill/'] button").click()
    for address in ADDRESSES:
        assert ORGANISATION in portal.mailed(address, "din lenke").subject


def answer_all(portal, as_) -> None:
    on_the_tram_then_at_the_desk(portal, as_, ADDRESSES[1])
    without_script(portal, as_, ADDRESSES[2])
    for address in (ADDRESSES[0], *ADDRESSES[3:]):
        member = as_(phone=True)
        member.goto(portal.link_for(address))
        member.click("Start kartleggingen")
        answer_pages(member, NAMING_COMMENT if address == ADDRESSES[3] else "Tonen er god.")


def on_the_tram_then_at_the_desk(portal, as_, address) -> None:
    """Begins on a phone, goes on where she left off on a laptop, sends, thinks again and sends anew."""
    link = portal.link_for(address)
    phone = as_(phone=True)
    assert "Disse er spurt" in phone.goto(link)
    phone.click("Start kartleggingen")
    for item in phone.page.locator("input[type=radio][value='6']").all():
        item.check()
    phone.click("Neste side")

    laptop = as_()
    laptop.goto(link)
    assert "/side/2/" in laptop.page.url, "not the first open item"
    answer_pages(laptop, "Vi lytter til hverandre.")
    laptop.goto(link)
    assert "Vi lytter" not in laptop.text
    laptop.click("Trekk svaret")
    laptop.click("Trekk svaret")
    laptop.click("Start kartleggingen")
    answer_pages(laptop, "Vi lytter enda bedre.")


def without_script(portal, as_, address) -> None:
    member = as_(phone=True, script=False)
    member.goto(portal.link_for(address))
    member.click("Start kartleggingen")
    answer_pages(member, "Møtene starter presis.")


def answer_pages(member, comment: str) -> None:
    while member.page.get_by_role("button", name="Neste side", exact=True).count():
        for item in member.page.locator("input[type=radio][value='5']").all():
            item.check()
        member.click("Neste side")
    member.page.locator("textarea").first.fill(comment)
    member.click("Se over svarene")
    assert comment in member.text
    member.click("Send svaret")
    assert comment not in member.text


def close_and_release_to_leader(portal, consultant, number) -> None:
    consultant.goto(f"/admin/oppdrag/{number}/kartlegging/1/lukk/")
    consultant.page.locator("main form button[type=submit]").click()
    consultant.page.wait_for_load_state()
    portal.mailed(consultant.email, "lukket")
    report = f"/admin/oppdrag/{number}/rapport/1/"
    portal.wait_for(lambda: consultant.page.goto(report).status == 200, "the report's page")
    naming = (
        consultant.page.locator("li").filter(has_text=NAMING_COMMENT).filter(has=consultant.page.get_by_role("button"))
    )
    naming.get_by_role("button").click()
    consultant.page.wait_for_load_state()
    assert "Holdes tilbake" in consultant.text
    days_go_by(portal, number, "pretalk_on")
    release(portal, consultant, report, "Jeg har lest rapporten")


def release(portal, consultant, report: str, words: str) -> None:
    """The PDF of what stands there now is made by the worker; then the step is open."""

    def is_open() -> bool:
        consultant.page.goto(report)
        return consultant.page.get_by_label(words).count() > 0

    portal.wait_for(is_open, "the step to release")
    consultant.page.get_by_label(words).first.check()
    consultant.page.locator("form[action*='/frigi/'] button").first.click()
    consultant.page.wait_for_load_state()


def days_go_by(portal, number: str, until: str) -> None:
    """Dates stand in the report, so that its PDF is made anew; the order is given here, a minute before the tick's."""
    portal.run(
        "from django.utils import timezone\n"
        "from assessments.services import reports\n"
        "from enrollment.models import Application\n"
        "from portal.demo.shift import shift_days\n"
        f"case = Application.objects.get(number='{number}')\n"
        f"shift_days(case, max(0, (case.rounds.get().{until} - timezone.localdate()).days))\n"
        "reports.order_missing_reports()"
    )


def leader_reads(portal, leader, number) -> None:
    mail = portal.mailed(LEADER, "rapport")
    assert "Tydelig formål" not in mail.text
    leader.sign_in()
    page = leader.goto(f"/sak/{number}/rapport/1/")
    assert "Tydelig formål" in page
    assert "Vi lytter enda bedre." in page
    assert "Vi lytter til hverandre." not in page
    assert NAMING_COMMENT not in page
    pdf = leader.context.request.get(f"{portal.url}/sak/{number}/rapport/1/rapport.pdf")
    assert pdf.body().startswith(b"%PDF-1.7")


def release_to_group(portal, consultant, as_, number) -> None:
    member = as_(ADDRESSES[1]).sign_in()
    member.goto(f"/sak/{number}/rapport/1/")
    assert "Tydelig formål" not in member.text
    days_go_by(portal, number, "session_on")
    release(portal, consultant, f"/admin/oppdrag/{number}/rapport/1/", "Jeg har lest rapporten")
    portal.mailed(ADDRESSES[4], "rapport")
    assert "Tydelig formål" in member.goto(f"/sak/{number}/rapport/1/")


def privacy_sees_who_read(privacy, number) -> None:
    privacy.sign_in()
    for name in ("Kari Leder", "Ola Økonomi"):
        log = privacy.goto(f"/admin/core/readlog/?q={number}+{name.replace(' ', '+')}")
        assert name in log


def nothing_is_left_of_the_answers(portal, number) -> None:
    left = portal.run(
        "from django.conf import settings\n"
        "from assessments.models import AssessmentRound, Participation, Sheet\n"
        f"round_ = AssessmentRound.objects.get(application__number='{number}')\n"
        "rows = Participation.objects.filter(round=round_)\n"
        "known = rows.exclude(link_hash=None, submitted=None, declined=None, mails_sent=None)\n"
        "keys = [folder / str(round_.pk) for folder in (settings.PORTAL_SEAL_KEYS, settings.PORTAL_DRAFT_KEYS)]\n"
        "gone = [path.with_name(path.name + '.gone').exists() and not path.exists() for path in keys]\n"
        "print(Sheet.objects.filter(participation__round=round_).count(), known.count(), gone)"
    )
    assert left == "0 0 [True, True]"
    tokens = {portal.link_for(address).rpartition("/")[2] for address in ADDRESSES}
    assert [token for token in tokens if token in portal.logs()] == []
