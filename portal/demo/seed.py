"""The demo's programme: about thirty groups at every stage, and people with several hats."""

from collections.abc import Iterator
from dataclasses import replace

from enrollment.models import Alternative, Intake
from enrollment.services import save_draft, start_application
from portal.accounts.models import User
from portal.accounts.services import invite
from portal.demo import consultants, editions, reference
from portal.demo.cases import Journey, Story
from portal.demo.people import Crowd, Person, ascii_name

# Organisation, leader's title, size, stage, and what is special about it.
GROUPS: tuple[tuple[str, str, int, str, dict], ...] = (
    (
        "Bydel Alna",
        "Bydelsdirektør",
        8,
        "again",
        {"lead": "Maja Eksempelsen", "alternative": "bought", "cost": 180_000},
    ),
    ("Bymiljøetaten", "Etatsdirektør", 9, "again", {"lead": "Sverre Prøvestad"}),
    ("Plan- og bygningsetaten", "Etatsdirektør", 14, "released", {"alternative": "bought", "cost": 240_000}),
    ("Deichman bibliotek", "Biblioteksjef", 6, "released", {"lead": "Maja Eksempelsen"}),
    ("Klimaetaten", "Etatsdirektør", 4, "released", {"lead": "Nadia Liksombø"}),
    ("Mobbeombudet", "Ombud", 3, "released", {"lead": "Nadia Liksombø"}),
    ("Renovasjons- og gjenvinningsetaten", "Etatsdirektør", 7, "released", {"leader_marker": True}),
    ("Kulturetaten", "Etatsdirektør", 8, "with_leader", {"lead": "Maja Eksempelsen", "answered": 7}),
    ("Byrådsavdeling for helse", "Kommunaldirektør", 7, "closed", {"lead": "Henrik Tenktvik"}),
    ("Vann- og avløpsetaten", "Etatsdirektør", 9, "closed", {"lead": "Maja Eksempelsen", "answered": 8}),
    ("Innkrevingsetaten", "Etatsdirektør", 7, "held", {"lead": "Thea Oppdiktmo", "answered": 2}),
    ("Bydel Sagene", "Bydelsdirektør", 8, "open", {"lead": "Maja Eksempelsen", "answered": 5}),
    ("Bydel Stovner", "Bydelsdirektør", 7, "open", {"answered": None}),
    ("Velferdsetaten", "Etatsdirektør", 10, "open", {"answered": 2}),
    ("Gravplassetaten", "Etatsdirektør", 6, "open", {"answered": 0, "days_open": 0}),
    ("Barne- og familieetaten", "Etatsdirektør", 9, "contracted", {"alternative": "bought"}),
    ("Bydel Frogner", "Bydelsdirektør", 8, "contracted", {}),
    ("Utdanningsetaten", "Utdanningsdirektør", 11, "assigned", {"alternative": "bought", "cost": 320_000}),
    ("Bydel Grünerløkka", "Bydelsdirektør", 7, "assigned", {"lead": "Maja Eksempelsen"}),
    ("Bydel Ullern", "Bydelsdirektør", 7, "admitted", {}),
    ("Eiendoms- og byfornyelsesetaten", "Etatsdirektør", 9, "admitted", {"alternative": "bought", "cost": 150_000}),
    (reference.PROVIDER, "Etatsdirektør", 8, "admitted", {}),
    ("Boligbygg Oslo KF", "Administrerende direktør", 6, "admitted", {"alternative": "own"}),
    ("Bydel Nordstrand", "Bydelsdirektør", 8, "applied", {}),
    ("Brann- og redningsetaten", "Brannsjef", 10, "applied", {"alternative": "bought"}),
    ("Næringsetaten", "Etatsdirektør", 5, "applied", {"alternative": "own"}),
    ("Kommunerevisjonen", "Kommunerevisor", 6, "applied", {}),
    ("Bydel Bjerke", "Avdelingsleder", 5, "applied", {"level": 2, "group_name": "Oppvekst i Bydel Bjerke"}),
    ("Munchmuseet", "Direktør", 7, "applied", {"alternative": "bought", "cost": 200_000}),
    (
        "Beredskapsetaten",
        "Etatsdirektør",
        8,
        "with_leader",
        {"lead": "Nadia Liksombø", "answered": 7, "tool": "effect"},
    ),
    ("Sykehjemsetaten", "Etatsdirektør", 8, "closed", {}),
    ("Bydel Vestre Aker", "Bydelsdirektør", 7, "offered", {}),
)


def seed_programme() -> tuple[Intake, User]:
    """What every case needs; made once. Returns the open intake and somebody of the office."""
    if reference.is_seeded():
        intake = Intake.objects.order_by("closes_on").first()
        return intake, User.objects.filter(roles__role="office").order_by("email").first()
    reference.add_organisations()
    reference.add_levels()
    reference.add_holiday_weeks()
    intake = reference.add_programme()
    office = reference.add_office()
    consultants.add_consultants(intake.offering.instrument)
    return intake, office


def seed() -> Iterator[str]:
    """Make everything; yields a line for each case as it is done."""
    intake, office = seed_programme()
    told_again = []
    for story in stories():
        first = replace(story, stage="released") if story.stage == "again" else story
        journey = Journey(first, intake=intake, office=office)
        case = journey.tell()
        told_again += [journey] if story.stage == "again" else []
        yield f"{case.number} {case.group.name}"
    # The second assessments close after the norm, so that their reports show it.
    editions.publish(intake.offering.instrument, by=office)
    for journey in told_again:
        journey.tell_again()
    _draft(intake)


def stories() -> list[Story]:
    """One story a group; some people turn up in two."""
    crowd = Crowd(seed=2026)
    groups = {name: crowd.group(name, size, title) for name, title, size, _, _ in GROUPS}
    # Leader here, member there.
    groups["Byrådsavdeling for helse"][3] = _also(groups["Bydel Alna"][0])
    # A consultant whose own group takes part.
    henrik = "Henrik Tenktvik"
    groups[reference.PROVIDER][2] = Person(henrik, f"{ascii_name(henrik)}@konsulent.example", "Organisasjon og ledelse")
    # A delegate who also answers, and one who only helps.
    delegates = {
        "Bydel Sagene": groups["Bydel Sagene"][4],
        "Barne- og familieetaten": crowd.person("Barne- og familieetaten", "HR-rådgiver"),
    }
    return [
        Story(
            organisation=name,
            people=groups[name],
            stage=stage,
            seed=number,
            delegate=delegates.get(name),
            **{"alternative": Alternative.NOTHING, **special},
        )
        for number, (name, _, _, stage, special) in enumerate(GROUPS, 1)
    ]


def _also(person: Person) -> Person:
    return Person(person.name, person.email, "Bydelsdirektør")


def seed_one(stage: str, tool: str = "") -> str:
    """One more case at the stage, run in ``tool`` where that is named; returns its number."""
    intake, office = seed_programme()
    number = intake.applications.count() + 1
    organisation = "Rådhusets forvaltningstjeneste"
    people = Crowd(seed=10_000 + number).group(organisation, 7, "Direktør")
    name = f"Ledergruppe {number} i {organisation}"
    answered = 2 if stage == "held" else None
    story = Story(organisation, people, stage, seed=number, group_name=name, answered=answered, tool=tool)
    return Journey(story, intake=intake, office=office).tell().number


def _draft(intake: Intake) -> None:
    """An application that somebody has begun."""
    by = invite(email="stine.halvferdig@kladd.example", name="Stine Halvferdig")
    save_draft(start_application(intake, by=by), reason="Vi vil bruke ledermøtet bedre.")
