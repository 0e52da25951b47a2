"""What an answer of the matching board costs: ``python -m tests.benchmarks.board [groups consultants]``.

CPU seconds of whole requests through the test client, rows to HTML, on SQLite in memory; 300 groups of nine and 60
consultants unless told otherwise, places for 85 % of the groups. The aim is 0.3 for each.
"""

import datetime as dt
import os
import random
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ["DATABASE_URL"] = "sqlite://:memory:"

REPEATS = 5
SECTORS = ("helse", "skole", "kultur", "plan", "bygg", "vann", "hav", "it")


def main(groups: int = 300, consultants: int = 60) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    from consultants.models import Consultant
    from consultants.views.board import get_board
    from tests.factories.accounts import UserFactory
    from tests.sign_in import sign_in

    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    intake = fill(groups, consultants)
    client = Client()
    sign_in(client, UserFactory(roles=("office",)))
    board = get_board(intake)
    place = f"/admin/matching/{intake.pk}"
    number, key = next(iter(board.solved.leads.items()))
    away = "&".join(f"borte={row.pk}" for row in Consultant.objects.order_by("pk")[:2])
    sys.stdout.write(f"{groups} grupper, {consultants} konsulenter: {board.headline}\n")
    pin = {"gruppe": number, "konsulent": key}
    for name, ask in (
        ("før planen", lambda: client.get(f"{place}/")),
        ("planen", lambda: client.get(f"{place}/plan/")),
        ("planen med et par åpnet", lambda: client.get(f"{place}/plan/?par={number}")),
        ("hva om to er borte", lambda: client.get(f"{place}/plan/?{away}")),
        ("hva et valg koster", lambda: client.get(f"{place}/valg/?gruppe={number}&konsulent={key}&valg=utelukk")),
        ("lås et par, og planen etter", lambda: client.post(f"{place}/valg/", {**pin, "valg": "las"}, follow=True)),
        ("før publisering", lambda: client.get(f"{place}/publiser/")),
    ):
        seconds, status = least(ask)
        sys.stdout.write(f"{name:<28}{seconds:>8.3f} s  {status}\n")


def least(ask) -> tuple[float, int]:
    """Least CPU seconds of some runs, and the status of the last."""
    seconds = []
    for _ in range(REPEATS):
        started = time.process_time()
        response = ask()
        seconds.append(time.process_time() - started)
    return min(seconds), response.status_code


def fill(groups: int, consultants: int):
    """An intake with groups that wait, and consultants with certificates, employers, absence and relations."""
    from django.utils import timezone

    from consultants.models import Absence, Certification, Consultant, EmployerLink, Relation
    from enrollment.models import Application, LeadershipGroup, Membership, Organisation
    from portal.accounts.models import User
    from tests.factories.enrollment import GroupLevelFactory, IntakeFactory, OrganisationKindFactory

    rng, today, now = random.Random(1), timezone.localdate(), timezone.now()
    intake = IntakeFactory()
    kind = OrganisationKindFactory()
    levels = [GroupLevelFactory(rank=rank, name=f"Nivå {rank}", is_top=rank == 1) for rank in range(1, 5)]
    organisations = Organisation.objects.bulk_create(
        Organisation(name=f"Etat {n}", kind=kind, sector=rng.choice(SECTORS)) for n in range(max(8, groups // 6))
    )
    people = User.objects.bulk_create(
        User(email=f"p{n}@virksomhet.example", name=f"Person {n}") for n in range(groups * 9 + consultants)
    )
    made = LeadershipGroup.objects.bulk_create(
        LeadershipGroup(name=f"Gruppe {n}", organisation=rng.choice(organisations), level=rng.choice(levels))
        for n in range(groups)
    )
    Membership.objects.bulk_create(
        Membership(group=group, user=people[n * 9 + m], role="member" if m else "leader")
        for n, group in enumerate(made)
        for m in range(9)
    )
    Application.objects.bulk_create(
        Application(
            intake=intake,
            group=group,
            organisation=group.organisation,
            level=group.level,
            applicant=people[n * 9],
            number=f"2027-{n:04}",
            state="admitted",
            submitted_at=now - dt.timedelta(days=rng.randrange(90)),
            decided_at=now,
            decision_reason="Plass.",
            wanted_from=(first := today + dt.timedelta(days=rng.randrange(30, 210))),
            wanted_to=first + dt.timedelta(days=rng.randint(90, 180)),
        )
        for n, group in enumerate(made)
    )
    staff = Consultant.objects.bulk_create(
        Consultant(
            user=people[groups * 9 + n],
            seniority=rng.randint(1, 5),
            sectors=rng.sample(SECTORS, 2),
            slots=max(1, round(0.85 * groups / consultants * rng.uniform(0.5, 1.5))),
        )
        for n in range(consultants)
    )
    Certification.objects.bulk_create(
        Certification(
            consultant=row,
            instrument="ledergruppe",
            issuer="Prøvesentret",
            valid_from=today - dt.timedelta(days=400),
            valid_to=today + dt.timedelta(days=rng.randint(150, 900)),
        )
        for row in staff
    )
    EmployerLink.objects.bulk_create(
        EmployerLink(consultant=row, organisation=rng.choice(organisations)) for row in staff for _ in range(2)
    )
    Absence.objects.bulk_create(
        Absence(consultant=row, first_day=(day := today + dt.timedelta(days=rng.randrange(360))), last_day=day)
        for row in staff
    )
    Relation.objects.bulk_create(
        Relation(consultant=row, person=person) for row in staff for person in rng.sample(people[: groups * 9], 3)
    )
    return intake


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
