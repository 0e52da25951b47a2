"""The instrument as plain values: what is asked, in which order, under which areas.

Pure: knows neither ORM nor HTTP. The file format is described in docs/instruments.md.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

Text = Callable[[Mapping[str, str] | None], str]
"""Takes a text in all its languages, gives it in one; empty for none."""


@dataclass(frozen=True)
class Scale:
    """Whole numbers from ``minimum`` to ``maximum``; ``labels`` names at least both ends."""

    minimum: int
    maximum: int
    labels: Mapping[int, str]
    unknown: str

    @property
    def values(self) -> range:
        return range(self.minimum, self.maximum + 1)


@dataclass(frozen=True)
class Item:
    """One statement. A reversed item is scored ``minimum + maximum - value``."""

    key: str
    text: str
    reversed: bool = False


@dataclass(frozen=True)
class Factor:
    """Three to five items about one thing; high is always good."""

    key: str
    title: str
    description: str
    items: tuple[Item, ...]
    discussion: tuple[str, ...] = ()


@dataclass(frozen=True)
class Area:
    key: str
    title: str
    intro: str
    factors: tuple[str, ...]


@dataclass(frozen=True)
class View:
    """One published grouping of the factors into areas."""

    key: str
    title: str
    areas: tuple[Area, ...]


@dataclass(frozen=True)
class OpenQuestion:
    key: str
    text: str
    help: str = ""


@dataclass(frozen=True)
class Licence:
    name: str
    rights_holder: str
    status: str
    may_show_items_in_report: bool
    may_export_items: bool
    requires_certification: bool


@dataclass(frozen=True)
class NormFigure:
    """Mean of the groups' means on one factor, and their standard deviation, in scale points."""

    mean: float
    sd: float


@dataclass(frozen=True)
class Norm:
    """What other groups, ``groups`` of them, answered, as ``source`` said on ``date``; by factor key."""

    key: str
    title: str
    source: str
    date: dt.date
    groups: int
    factors: Mapping[str, NormFigure]


@dataclass(frozen=True)
class Instrument:
    key: str
    version: str
    title: str
    intro: str
    scale: Scale
    factors: tuple[Factor, ...]
    views: tuple[View, ...]
    open_questions: tuple[OpenQuestion, ...]
    licence: Licence
    reference_sd: float
    reference_sd_source: str
    checksum: str
    languages: tuple[str, ...] = ("nb",)
    rater_roles: tuple[str, ...] = ("member",)
    norms: tuple[Norm, ...] = ()

    @cached_property
    def factor_by_key(self) -> dict[str, Factor]:
        return {factor.key: factor for factor in self.factors}

    @cached_property
    def item_keys(self) -> tuple[str, ...]:
        return tuple(item.key for factor in self.factors for item in factor.items)

    def view(self, key: str) -> View:
        """The grouping with this key; KeyError when the instrument has none such."""
        for view in self.views:
            if view.key == key:
                return view
        raise KeyError(key)


def load_instrument(source: str, *, language: str = "nb") -> Instrument:
    """Read one instrument from the text of its JSON file, with its texts in one language.

    Raises KeyError or ValueError on a file that does not follow the format; the file
    is checked with words for people (``instrument_check``) before it is ever imported.
    """
    data = json.loads(source.removeprefix("\ufeff"))
    if data["format"] != "instrument/1":
        raise ValueError(f"ukjent format: {data['format']}")
    text = partial(_text, language=language)
    return Instrument(
        key=data["key"],
        version=data["version"],
        title=text(data["title"]),
        intro=text(data.get("intro")),
        scale=_scale(data["scale"], text),
        factors=tuple(_factor(factor, text) for factor in data["factors"]),
        views=tuple(_view(view, text) for view in data["views"]),
        open_questions=tuple(
            OpenQuestion(question["key"], text(question["text"]), text(question.get("help")))
            for question in data["open_questions"]
        ),
        licence=_licence(data["licence"]),
        reference_sd=float(data["reference_sd"]["value"]),
        reference_sd_source=data["reference_sd"]["source"],
        checksum=hashlib.sha256(source.encode()).hexdigest(),
        languages=tuple(data["languages"]),
        rater_roles=tuple(data["rater_roles"]),
        norms=tuple(_norm(norm, text) for norm in data.get("norms", ())),
    )


# Parts of the file: each takes its object and gives texts in the chosen language ----------


def _text(value: Mapping[str, str] | None, *, language: str) -> str:
    return value[language] if value else ""


def _scale(scale: Mapping, text: Text) -> Scale:
    return Scale(
        minimum=scale["minimum"],
        maximum=scale["maximum"],
        labels={int(value): text(label) for value, label in scale["labels"].items()},
        unknown=text(scale["unknown"]),
    )


def _factor(factor: Mapping, text: Text) -> Factor:
    return Factor(
        key=factor["key"],
        title=text(factor["title"]),
        description=text(factor["description"]),
        items=tuple(Item(item["key"], text(item["text"]), item.get("reversed", False)) for item in factor["items"]),
        discussion=tuple(text(question) for question in factor.get("discussion", ())),
    )


def _view(view: Mapping, text: Text) -> View:
    return View(
        key=view["key"],
        title=text(view["title"]),
        areas=tuple(
            Area(area["key"], text(area["title"]), text(area.get("intro")), tuple(area["factors"]))
            for area in view["areas"]
        ),
    )


def _licence(licence: Mapping) -> Licence:
    return Licence(
        name=licence["name"],
        rights_holder=licence["rights_holder"],
        status=licence["status"],
        may_show_items_in_report=licence["may_show_items_in_report"],
        may_export_items=licence["may_export_items"],
        requires_certification=licence["requires_certification"],
    )


def _norm(norm: Mapping, text: Text) -> Norm:
    return Norm(
        key=norm["key"],
        title=text(norm["title"]),
        source=norm["source"],
        date=dt.date.fromisoformat(norm["date"]),
        groups=norm["groups"],
        factors={key: NormFigure(figure["mean"], figure["sd"]) for key, figure in norm["factors"].items()},
    )
