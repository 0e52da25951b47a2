"""What goes in and what comes out: one opened sheet, and the frozen result of one round."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any

from .ladder import Agreement, End, Rung, Word

FORMAT = "published/1"


class PublicationError(Exception):
    """Nothing may be published. The text names the rule, never an answer: it may end in a log."""


@dataclass(frozen=True, slots=True)
class Answers:
    """One opened sheet. Items are raw, before reversal; None or absent means "vet ikke" or skipped."""

    items: Mapping[str, int | None]
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PublishedArea:
    """An area, as a word where three answered, else as the mean of its factors' shown means.

    `tenths` is the mean times ten. Both are None where no factor of the area may be shown.
    """

    key: str
    word: Word | None = None
    tenths: int | None = None
    end: End | None = None

    @property
    def mean(self) -> Decimal | None:
        return as_decimal(self.tenths)


@dataclass(frozen=True, slots=True)
class PublishedFactor:
    """A factor as it may be shown. Rung NOTHING and no figures: too few answered it.

    `tenths` and `leader_tenths` are times ten; with `end` the mean is there or beyond.
    `bins` counts the member scores that are low, in the middle, and high.
    """

    key: str
    rung: Rung = Rung.NOTHING
    tenths: int | None = None
    end: End | None = None
    agreement: Agreement | None = None
    bins: tuple[int, int, int] | None = None
    leader_tenths: int | None = None

    @property
    def shown(self) -> bool:
        return self.tenths is not None

    @property
    def mean(self) -> Decimal | None:
        return as_decimal(self.tenths)

    @property
    def leader_marker(self) -> Decimal | None:
        return as_decimal(self.leader_tenths)


@dataclass(frozen=True, slots=True)
class Published:
    """One round. `factors` are all of the instrument's, in its order; `areas` those of `view`.

    `respondents` is the number of sheets. `comments` maps question keys to texts in random
    order, and is empty under rung COMMENTS.
    """

    instrument: str
    version: str
    checksum: str
    view: str
    rung: Rung
    respondents: int
    areas: tuple[PublishedArea, ...]
    factors: tuple[PublishedFactor, ...]
    comments: Mapping[str, tuple[str, ...]]

    @property
    def shown_factors(self) -> tuple[PublishedFactor, ...]:
        return tuple(factor for factor in self.factors if factor.shown)

    @property
    def factor_by_key(self) -> dict[str, PublishedFactor]:
        return {factor.key: factor for factor in self.factors}

    def without_comments(self) -> "Published":
        """The figures alone, to be kept where a comment masked later must not live on."""
        return replace(self, comments={})

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as a JSON column holds them."""
        return json.loads(self.to_json())

    def to_json(self) -> str:
        return json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, sort_keys=True, indent=1)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Published":
        """Read what `to_dict` or `to_json` wrote. Raises ValueError, KeyError or TypeError on anything else."""
        if data["format"] != FORMAT:
            raise ValueError("not a published result of this format")
        fields = {key: value for key, value in data.items() if key != "format"}
        return cls(
            **fields
            | {
                "rung": Rung(data["rung"]),
                "areas": tuple(_area(area) for area in data["areas"]),
                "factors": tuple(_factor(factor) for factor in data["factors"]),
                "comments": {question: tuple(texts) for question, texts in data["comments"].items()},
            }
        )

    @classmethod
    def from_json(cls, source: str) -> "Published":
        return cls.from_dict(json.loads(source))


def as_decimal(tenths: int | None) -> Decimal | None:
    """43 -> Decimal("4.3")."""
    return None if tenths is None else Decimal(tenths).scaleb(-1)


def _area(data: Mapping[str, Any]) -> PublishedArea:
    return PublishedArea(
        data["key"],
        word=Word(data["word"]) if data["word"] else None,
        tenths=data["tenths"],
        end=End(data["end"]) if data["end"] else None,
    )


def _factor(data: Mapping[str, Any]) -> PublishedFactor:
    return PublishedFactor(
        data["key"],
        rung=Rung(data["rung"]),
        tenths=data["tenths"],
        end=End(data["end"]) if data["end"] else None,
        agreement=Agreement(data["agreement"]) if data["agreement"] else None,
        bins=tuple(data["bins"]) if data["bins"] else None,
        leader_tenths=data["leader_tenths"],
    )
