"""Twelve consultants: certificates valid, soon out or out; two of them work elsewhere than the provider."""

import datetime as dt

from django.utils import timezone

from consultants.models import Certification, CertificationStep, Consultant, EmployerLink, Relation, StepKind
from consultants.services import save_consultant
from enrollment.models import Organisation
from portal.accounts.services import invite
from portal.demo.people import ascii_name
from portal.demo.reference import PROVIDER

YEARS_AGO = dt.timedelta(days=365 * 3)

# Name, employer, days the certificate has left, seniority, sectors, places, what she says of herself.
CONSULTANTS = (
    ("Maja Eksempelsen", PROVIDER, 900, 5, ["helse", "bydel"], 7, "Jeg spør mer enn jeg svarer."),
    ("Sverre Prøvestad", PROVIDER, 800, 4, ["byutvikling"], 5, "Møtet er verktøyet vårt."),
    ("Nadia Liksombø", PROVIDER, 700, 4, ["kultur og næring"], 5, "Uenighet er en ressurs."),
    ("Henrik Tenktvik", PROVIDER, 1000, 3, ["finans og fellestjenester"], 5, "Små grep, fulgt opp."),
    ("Thea Oppdiktmo", PROVIDER, 650, 3, ["utdanning"], 5, "Jeg tåler stillhet i rommet."),
    ("Jonas Fantasirud", PROVIDER, 620, 2, ["miljø og samferdsel"], 4, "Vi begynner der dere er."),
    ("Aisha Demoli", PROVIDER, 84, 4, ["sosiale tjenester"], 4, "Først formålet, så møtene."),
    ("Kristian Påfunnhaug", PROVIDER, 25, 3, ["bydel"], 4, "Det dere gjør på onsdag, teller."),
    ("Guro Skuggestad", PROVIDER, -40, 5, ["helse"], 4, "Jeg har ledet selv."),
    ("Emil Kulissby", PROVIDER, None, 1, ["bydel"], 3, "Jeg er under opplæring."),
    ("Silje Papirdal", "Sykehjemsetaten", 780, 4, ["helse"], 4, "HR-leder med sertifikat, og god tid til å lytte."),
    ("Omar Rekvisittmo", "Helseetaten", 760, 3, ["helse", "sosiale tjenester"], 4, "Jeg kjenner hverdagen deres."),
)


def add_consultants(instrument: str) -> list[Consultant]:
    """Add them all, in the order above."""
    today = timezone.localdate()
    consultants = []
    for name, employer, days_left, seniority, sectors, slots, presentation in CONSULTANTS:
        user = invite(email=f"{ascii_name(name)}@konsulent.example", name=name)
        consultant = save_consultant(
            Consultant(
                user=user,
                seniority=seniority,
                sectors=sectors,
                languages=["norsk", "engelsk"],
                slots=slots,
                presentation=presentation,
            ),
            by=None,
        )
        EmployerLink.objects.create(consultant=consultant, organisation=Organisation.objects.get(name=employer))
        if days_left is not None:
            Certification.objects.create(
                consultant=consultant,
                instrument=instrument,
                issuer="Programkontoret",
                valid_from=today - YEARS_AGO,
                valid_to=today + dt.timedelta(days=days_left),
            )
        consultants.append(consultant)
    CertificationStep.objects.create(
        consultant=consultants[9],
        instrument=instrument,
        kind=StepKind.COURSE,
        on=today - dt.timedelta(days=60),
        attested_by=consultants[0].user,
    )
    former = Organisation.objects.get(name="Klimaetaten")
    EmployerLink.objects.create(consultant=consultants[1], organisation=former, until=today - dt.timedelta(days=300))
    Relation.objects.create(consultant=consultants[0], person=consultants[3].user)
    return consultants
