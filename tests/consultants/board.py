"""A round for the board's tests: admitted groups of one intake, and consultants with places."""

from consultants.board.content import Board
from consultants.board.instance import load_draft, round_of
from enrollment.models import Intake
from tests.factories.consultants import ConsultantFactory
from tests.factories.enrollment import ApplicationFactory, IntakeFactory


def make_round(*, groups: int, slots: tuple[int, ...]) -> Intake:
    """Groups that wait and consultants A, B, C ... with so many places; everybody may lead every group."""
    intake = IntakeFactory()
    for number in range(groups):
        ApplicationFactory(admitted=True, intake=intake, organisation__name=f"Etat {number + 1}", members=3)
    for letter, places in zip("ABCDEFGH", slots, strict=False):
        ConsultantFactory(user__name=f"Konsulent {letter}", slots=places)
    return intake


def board_of(intake: Intake) -> Board:
    round_ = round_of(intake)
    round_.intake = intake
    return Board(load_draft(round_))


def names(board: Board) -> dict[str, str]:
    """Organisation: the consultant it gets."""
    return {board.groups[number]: board.consultants[key] for number, key in sorted(board.solved.leads.items())}


def key_of(board: Board, name: str) -> str:
    return next(key for key, found in {**board.groups, **board.consultants}.items() if found == name)
