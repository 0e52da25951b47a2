"""Closed rounds with the figures of the real publish(), without the way there through links and keys."""

import datetime as dt
import json
import random
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from assessments.instrument import Instrument, load_instrument
from assessments.models import AssessmentRound, Comment, FigureEdition, InstrumentVersion, RoundResult, RoundState
from assessments.publication import Answers, Published, Rules, publish
from assessments.services import import_instrument
from enrollment.models import Application
from tests.factories.assessments import default_source, make_case, make_consultant

COMMENTS = {
    "works_well": (
        "Vi møtes hver uke, og alle kommer.",
        "Tonen er god. Jeg gruer meg aldri til møtene.",
        "At vi får tid til de vanskelige sakene, selv om dagsordenen er lang, gjør at jeg opplever gruppen som "
        "et sted der ting faktisk blir avklart.",
    ),
    "could_be_better": (
        "Vi blir enige for fort.\nDet er lett å nikke når klokka er fire.",
        "Papirene kommer for sent.",
    ),
    "results": ("Budsjettprosessen i fjor var bedre enn noen gang.",),
}


@lru_cache
def default_instrument() -> Instrument:
    return load_instrument(default_source())


@lru_cache
def small_source() -> str:
    """The default instrument cut to its first five themes, for tests that make many PDFs."""
    data = json.loads(default_source())
    data["key"], data["factors"] = "liten", data["factors"][:5]
    data["views"] = [view | {"areas": view["areas"][:1]} for view in data["views"]]
    return json.dumps(data, ensure_ascii=False)


def make_sheets(
    count: int,
    *,
    instrument: Instrument | None = None,
    seed: int = 1,
    shift: float = 0.0,
    comments: dict[str, Sequence[str]] | None = None,
) -> list[Answers]:
    """Answers of a believable group: themes differ, members differ, some items are not answered."""
    instrument = instrument or default_instrument()
    rng = np.random.default_rng(seed)
    # One seed for the themes, so that two rounds of a group are alike.
    themes = np.random.default_rng(7).normal(5.0, 0.9, len(instrument.factors))
    spreads = np.random.default_rng(8).choice([0.4, 0.8, 1.7], len(themes), p=[0.3, 0.4, 0.3])
    texts = comments if comments is not None else COMMENTS
    return [
        Answers(
            _items(instrument, rng, themes + shift, spreads),
            {key: all_[i] for key, all_ in texts.items() if i < len(all_)},
        )
        for i in range(count)
    ]


def _items(
    instrument: Instrument, rng: np.random.Generator, themes: np.ndarray, spreads: np.ndarray
) -> dict[str, int | None]:
    items: dict[str, int | None] = {}
    for factor, theme, spread in zip(instrument.factors, themes, spreads, strict=True):
        truth = rng.normal(theme, spread)
        for item in factor.items:
            value = int(np.clip(np.rint(truth + rng.normal(0, 0.5)), 1, 7))
            items[item.key] = None if rng.random() < 0.01 else 8 - value if item.reversed else value
    return items


def closed_round(
    case: Application | None = None,
    *,
    answered: int = 5,
    asked: int | None = None,
    sequence: int = 1,
    closed_on: dt.date = dt.date(2026, 10, 16),
    view: str = "tre",
    leader_marker: bool = False,
    sheets: Sequence[Answers] | None = None,
    seed: int = 1,
    shift: float = 0.0,
    name: str = "Kaietaten",
    source: str = "",
    norm: dict | None = None,
    **fields,
) -> AssessmentRound:
    """A closed round of so many answers; the pre-talk is on the day of closing and the session two days after."""
    case = case or make_case(members=min(asked or answered, 14), name=name)
    consultant = make_consultant()
    version = import_instrument(source or default_source())
    instrument = load_instrument(version.source)
    round_ = AssessmentRound.objects.create(
        application=case,
        sequence=sequence,
        instrument=version,
        view=view,
        state=RoundState.CLOSED,
        closed_on=closed_on,
        leader_marker=leader_marker,
        **{
            "opens_on": closed_on - dt.timedelta(days=14),
            "deadline": closed_on,
            "pretalk_on": closed_on,
            "session_on": closed_on + dt.timedelta(days=2),
            "consultant_name": consultant.name,
            "consultant_email": consultant.email,
        }
        | fields,
    )
    for membership in case.group.memberships.filter(to_date=None).exclude(role="delegate").order_by("pk"):
        round_.participations.create(person=membership.user)
    if sheets is None:
        sheets = make_sheets(answered, instrument=instrument, seed=seed, shift=shift)
    published = publish(
        sheets,
        instrument,
        Rules(),
        view=view,
        leader=0 if leader_marker else None,
        shuffle=random.Random(3).shuffle,
    )
    _write(round_, published, asked or answered, norm)
    return round_


def a_norm(tenths: int = 48, *, spread: int = 5, groups: int = 12, instrument: Instrument | None = None) -> dict:
    """What closing keeps of a norm, with the same figures on every factor."""
    keys = [factor.key for factor in (instrument or default_instrument()).factors]
    return {
        "edition": 2,
        "made_on": "2026-06-30",
        "groups": groups,
        "means": dict.fromkeys(keys, tenths),
        "spreads": dict.fromkeys(keys, spread),
    }


def make_norm(version: InstrumentVersion, tenths: int = 48) -> FigureEdition:
    """The next norm of a version, as if its groups were of another time."""
    edition = FigureEdition.objects.create(
        instrument=version,
        kind="norm",
        number=version.editions.filter(kind="norm").count() + 1,
        made_by=make_consultant(),
    )
    figures = a_norm(tenths, instrument=load_instrument(version.source))
    rows = {key: figures[key] for key in ("groups", "means", "spreads")}
    edition.cells.create(view="total", status="new", answers=72, members=["andre"], **rows)
    return edition


def _write(round_: AssessmentRound, published: Published, asked: int, norm: dict | None) -> None:
    """As closing writes it: the comments live in rows of their own alone."""
    figures = json.loads(published.to_json()) | {"comments": {}}
    RoundResult.objects.create(
        round=round_, respondents=published.respondents, asked=asked, published=figures, norm=norm
    )
    for question, texts in published.comments.items():
        for text in texts:
            Comment.objects.create(round=round_, question=question, text=text)
