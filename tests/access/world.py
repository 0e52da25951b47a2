"""One released case with everybody in it, another case beside it, an open round and a draft."""

from dataclasses import dataclass, field

from django.test import Client
from django.urls import reverse

from assessments import services
from assessments.access import COOKIE
from assessments.models import AssessmentRound, Comment
from consultants.models import Engagement, Shortlist
from consultants.services import certificates, roster
from enrollment.models import Application
from enrollment.services import start_application
from portal.accounts.models import User
from portal.accounts.services import grant_role, invite
from portal.demo import seed
from portal.demo.cases import Journey, Story
from portal.demo.people import Crowd, Person
from tests.factories.consultants import portrait
from tests.sign_in import sign_in

ROLES = ("office", "commissioner", "archivist", "privacy", "operator")


@dataclass
class World:
    case: Application
    round: AssessmentRound
    comment: Comment
    open_round: AssessmentRound
    token: str
    draft: Application
    users: dict[str, User]
    clients: dict[str, Client] = field(default_factory=dict)

    @property
    def engagement(self) -> Engagement:
        return Engagement.objects.get(application=self.case)


def build() -> World:
    intake, office = seed.seed_programme()
    crowd = Crowd(seed=7)
    here, there = crowd.group("Klimaetaten", 6, "Direktør"), crowd.group("Kulturetaten", 5, "Direktør")
    emil = User.objects.get(name="Emil Kulissby")
    here[3] = Person(emil.name, emil.email, "Organisasjon")
    here[4] = there[0]
    delegate = crowd.person("Klimaetaten", "HR")

    def tell(people, organisation, stage, seed_, lead, **special):
        story = Story(organisation, people, stage, seed=seed_, lead=lead, **special)
        return Journey(story, intake=intake, office=office).tell()

    case = tell(here, "Klimaetaten", "released", 1, "Maja Eksempelsen", delegate=delegate)
    tell(there, "Kulturetaten", "released", 2, "Nadia Liksombø")
    opened = tell(crowd.group("Helseetaten", 4, "Direktør"), "Helseetaten", "open", 3, "Maja Eksempelsen", answered=0)
    open_round = opened.rounds.get()
    participation = open_round.participations.order_by("pk").first()
    token = services.link_of(participation)
    users = {
        "leader": User.objects.get(email=here[0].email),
        "delegate": User.objects.get(email=delegate.email),
        "member": User.objects.get(email=here[1].email),
        "consultant_as_member": emil,
        "leader_elsewhere": User.objects.get(email=there[0].email),
        "other_leader": User.objects.get(email=opened.group.memberships.get(role="leader").user.email),
        "consultant": User.objects.get(name="Maja Eksempelsen"),
        "other_consultant": User.objects.get(name="Nadia Liksombø"),
    }
    for role in ROLES:
        users[role] = invite(email=f"{role}@virksomhet.example", name=role)
        grant_role(users[role], role, by=None)
    round_ = case.rounds.get()
    lead = case.engagement.lead
    # As if she had been chosen by the leader: her pages are there, and settled.
    Shortlist.objects.create(
        application=case, deadline=case.decided_at.date(), by=office, outcome="chosen", chosen=lead
    )
    roster.store_photo(lead, portrait())
    certificates.store_evidence(lead.certifications.get(), b"%PDF-1.7")
    world = World(
        case=case,
        round=round_,
        comment=round_.comments.order_by("pk").first(),
        open_round=open_round,
        token=token,
        draft=start_application(intake, by=users["leader"]),
        users=users,
    )
    for name, user in users.items():
        world.clients[name] = Client(raise_request_exception=False)
        sign_in(world.clients[name], user)
    world.clients["anonymous"] = Client(raise_request_exception=False)
    world.clients["respondent"] = Client(raise_request_exception=False)
    world.clients["respondent"].cookies[COOKIE] = token
    world.clients["leader"].get(reverse("report", args=[case.number, 1]))  # for the read log
    return world
