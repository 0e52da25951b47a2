"""Organisations, groups and applications for tests. Applications beyond the draft are made by the services."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from enrollment import services
from enrollment.models import (
    Alternative,
    Application,
    GroupLevel,
    Intake,
    LeadershipGroup,
    Membership,
    MembershipRole,
    Offering,
    Organisation,
    OrganisationKind,
    Programme,
)
from tests.factories.accounts import UserFactory


def in_days(days: int):
    return factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=days))


class OrganisationKindFactory(DjangoModelFactory):
    class Meta:
        model = OrganisationKind
        django_get_or_create = ("name",)

    name = "Etat"


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Prøveetaten {n}")
    kind = factory.SubFactory(OrganisationKindFactory)


class GroupLevelFactory(DjangoModelFactory):
    class Meta:
        model = GroupLevel
        django_get_or_create = ("rank",)

    name = "Toppledergruppe"
    rank = 1
    is_top = True


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = Programme
        django_get_or_create = ("slug",)

    name = "Prøveprogrammet"
    slug = "proveprogrammet"
    headline = "Bli en bedre ledergruppe, sammen"
    lead = "En sertifisert konsulent følger gruppen din i ni til tolv måneder."
    duration = "9–12 måneder"
    price = "Gratis for gruppen"
    time_per_member = "Om lag 30 timer"
    requirements = "Tre til fjorten medlemmer som leder sammen\nAlle er enige om å delta"
    published = True


class OfferingFactory(DjangoModelFactory):
    class Meta:
        model = Offering
        django_get_or_create = ("programme", "name")

    programme = factory.SubFactory(ProgrammeFactory)
    name = "Ledergruppeutvikling"
    instrument = "ledergruppe"


class IntakeFactory(DjangoModelFactory):
    class Meta:
        model = Intake

    offering = factory.SubFactory(OfferingFactory)
    name = factory.Sequence(lambda n: f"Opptak {n}")
    opens_on = in_days(-30)
    closes_on = in_days(30)
    starts_on = in_days(60)
    places = 12


class LeadershipGroupFactory(DjangoModelFactory):
    """``members=5`` seats a leader and four others."""

    class Meta:
        model = LeadershipGroup
        skip_postgeneration_save = True

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.LazyAttribute(lambda group: f"Ledergruppen i {group.organisation.name}")
    level = factory.SubFactory(GroupLevelFactory)

    @factory.post_generation
    def members(self, create, extracted, **_kwargs):
        if extracted:
            MembershipFactory(group=self, role=MembershipRole.LEADER)
            MembershipFactory.create_batch(extracted - 1, group=self)


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    group = factory.SubFactory(LeadershipGroupFactory)
    user = factory.SubFactory(UserFactory)
    role = MembershipRole.MEMBER
    title = "Avdelingsdirektør"


class ApplicationFactory(DjangoModelFactory):
    """A draft with nothing missing, applied for by the leader herself.

    ``submitted=True``, ``admitted=True`` or ``declined=True`` take it further by the services, mails
    and all; ``members`` is the size of the group, the leader counted.
    """

    class Meta:
        model = Application

    intake = factory.SubFactory(IntakeFactory)
    applicant = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    level = factory.SubFactory(GroupLevelFactory)
    group_name = factory.LazyAttribute(lambda draft: f"Ledergruppen i {draft.organisation.name}")
    leader_name = factory.LazyAttribute(lambda draft: draft.applicant.name)
    leader_email = factory.LazyAttribute(lambda draft: draft.applicant.email)
    leader_title = "Direktør"
    member_lines = factory.LazyAttribute(lambda draft: member_lines(draft.members - 1))
    reason = "Fire av åtte i gruppen er nye. Vi vil bli enige om hva vi er til for."
    wanted_from = in_days(60)
    wanted_to = in_days(360)
    alternative = Alternative.NOTHING

    members = 5
    submitted = False
    admitted = False
    declined = False

    @classmethod
    def _create(cls, model_class, *args, submitted, admitted, declined, members, **fields):
        application = super()._create(model_class, *args, **fields)
        if submitted or admitted or declined:
            application = services.submit(application, by=application.applicant)
        if admitted or declined:
            application = services.decide(
                application,
                "admit" if admitted else "decline",
                reason="Dere er en toppledergruppe med ny leder." if admitted else "Opptaket er fullt.",
                by=UserFactory(roles=("office",)),
            )
        return application


def member_lines(count: int) -> list[dict]:
    """Lines of a draft, each with an address nobody else has."""
    people = UserFactory.build_batch(count)
    return [
        {"line": line, "name": person.name, "title": "Avdelingsdirektør", "email": person.email}
        for line, person in enumerate(people, 1)
    ]
