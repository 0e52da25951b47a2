"""Editions made of closed rounds: what is kept, what is not, and that nothing live is ever read."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from django.utils import timezone

from assessments import services
from assessments.models import AssessmentRound, FactorResult, FigureCell, FigureEdition, InstrumentVersion
from enrollment.models import OrganisationKind
from portal.accounts.services import grant_role, invite
from portal.core import audit
from portal.core.workflow import TransitionNotAllowed
from tests.factories.assessments import make_case
from tests.factories.reports import closed_round, default_instrument

pytestmark = pytest.mark.django_db

NAMES = ("Alfa", "Beta", "Gamma", "Delta", "Epsilon", "Zeta", "Eta", "Theta", "Iota", "Kappa")


@pytest.fixture
def office():
    user = invite(email="kontor@example.org", name="Karin Kontor")
    grant_role(user, "office", by=None)
    return user


def round_with(name: str, mean: str = "5.0", *, answered: int = 6, without: str = "", kind: str = ""):
    """A closed round of a group of its own with the same mean on every factor."""
    case = make_case(members=answered, name=name)
    if kind:
        case.organisation.kind, _ = OrganisationKind.objects.get_or_create(name=kind)
        case.organisation.save()
    round_ = closed_round(case, answered=answered, closed_on=timezone.localdate())
    FactorResult.objects.filter(result=round_.result).delete()
    FactorResult.objects.bulk_create(
        FactorResult(result=round_.result, factor=factor.key, mean=None if factor.key == without else Decimal(mean))
        for factor in default_instrument().factors
    )
    return round_


def several(names: Sequence[str], mean: str = "5.0", *, kind: str = "") -> InstrumentVersion:
    """Such a round for each name; the instrument they have in common."""
    return [round_with(name, mean, kind=kind) for name in names][-1].instrument


def total(edition: FigureEdition) -> FigureCell:
    return edition.cells.get(view="total")


def test_mean_is_that_of_the_groups_shown_means(office):
    rounds = [round_with(name, mean) for name, mean in zip(NAMES, ("4.0", "5.0", "5.5"), strict=False)]

    cell = total(services.publish_figures(rounds[0].instrument, by=office))

    assert (cell.groups, cell.answers, set(cell.means.values())) == (3, 18, {48})
    assert sorted(cell.members) == sorted(str(round_.pk) for round_ in rounds)


def test_round_that_leaves_a_factor_out_is_in_no_figure(office):
    rounds = [round_with(name) for name in NAMES[:3]]
    round_with("Delta", "1.0", without="focus")

    assert set(total(services.publish_figures(rounds[0].instrument, by=office)).means.values()) == {50}


def test_too_few_groups_give_no_edition(office):
    instrument = several(NAMES[:2])

    with pytest.raises(TransitionNotAllowed, match="ikke nok nytt"):
        services.publish_figures(instrument, by=office)
    assert FigureEdition.objects.count() == 0


def test_edition_stands_when_more_rounds_close(office):
    instrument = several(NAMES[:3])
    first = services.publish_figures(instrument, by=office)
    round_with("Delta", "1.0")

    with pytest.raises(TransitionNotAllowed):
        services.publish_figures(instrument, by=office)
    assert set(total(first).means.values()) == {50}


def test_next_edition_has_the_next_number_and_all_the_groups(office):
    instrument = several(NAMES[:3])
    services.publish_figures(instrument, by=office)
    for name in NAMES[3:6]:
        round_with(name, "6.0")

    second = services.publish_figures(instrument, by=office)

    assert (second.number, total(second).groups, set(total(second).means.values())) == (2, 6, {55})


def test_hidden_cell_has_no_figures(office):
    instrument = several(NAMES[:3], kind="Etat")
    round_with("Delta", kind="Foretak")

    edition = services.publish_figures(instrument, by=office)

    hidden = edition.cells.get(view="kind", value="Foretak")
    assert (hidden.status, hidden.groups, hidden.answers, hidden.means, hidden.members) == ("too_small", 0, 0, {}, [])


def test_norm_takes_ten_groups_and_tells_the_spread_between_them(office):
    instrument = several(NAMES[:5], "6.0")
    several(NAMES[5:9], "4.0")
    with pytest.raises(TransitionNotAllowed, match="10 nye grupper"):
        services.publish_norm(instrument, by=office)
    round_with(NAMES[9], "4.0")

    norm = services.publish_norm(instrument, by=office)

    cell = norm.cells.get()
    assert (norm.number, cell.groups, set(cell.means.values()), set(cell.spreads.values())) == (1, 10, {50}, {11})


# Who knows a group's report -------------------------------------------------


def guide(rounds: Sequence[AssessmentRound], person) -> None:
    AssessmentRound.objects.filter(pk__in=[round_.pk for round_ in rounds]).update(consultant_email=person.email)


def ask(rounds: Sequence[AssessmentRound], person) -> None:
    for round_ in rounds:
        round_.participations.create(person=person)


def leave(rounds: Sequence[AssessmentRound], person) -> None:
    """In the groups once, and out again."""
    for round_ in rounds:
        day = timezone.localdate()
        round_.application.group.memberships.create(user=person, role="member", from_date=day, to_date=day)


def open_reports(rounds: Sequence[AssessmentRound], person) -> None:
    """As one who guides together with the consultant does."""
    for round_ in rounds:
        audit.log_read(who=person, what="report", case=round_.application.number, subject_id=round_.pk)


@pytest.mark.parametrize("come_to_know", [guide, ask, leave, open_reports])
@pytest.mark.parametrize(("known", "made"), [(7, 1), (8, 0)])
def test_norm_is_not_made_where_one_reader_knows_all_but_two(come_to_know, known, made, office):
    rounds = [round_with(name, answered=5) for name in NAMES]
    for number, round_ in enumerate(rounds):
        AssessmentRound.objects.filter(pk=round_.pk).update(consultant_email=f"{number}@konsulent.example")
    come_to_know(rounds[:known], invite(email="mange@example.org", name="Mona Mange"))

    if made:
        services.publish_norm(rounds[0].instrument, by=office)
    else:
        with pytest.raises(TransitionNotAllowed, match="ingen kan regne seg fram"):
            services.publish_norm(rounds[0].instrument, by=office)
    assert FigureEdition.objects.count() == made


def test_norm_and_figures_are_held_against_each_other(office):
    """Eleven groups in the figures and ten in the norm would tell the eleventh."""
    instrument = several(NAMES)
    services.publish_norm(instrument, by=office)
    round_with("Lambda", "1.0")

    with pytest.raises(TransitionNotAllowed):
        services.publish_figures(instrument, by=office)

    for name in ("My", "Ny"):
        round_with(name)
    assert total(services.publish_figures(instrument, by=office)).groups == 13
