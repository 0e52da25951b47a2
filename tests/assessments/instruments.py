"""Small instruments for tests, made of values alone."""

from collections.abc import Sequence

from assessments.instrument import Area, Factor, Instrument, Item, Licence, OpenQuestion, Scale, View

LICENCE = Licence(
    name="Test",
    rights_holder="Test",
    status="test",
    may_show_items_in_report=True,
    may_export_items=True,
    requires_certification=False,
)


def make_factor(key: str, *, items: int = 3, reversed_items: Sequence[int] = ()) -> Factor:
    return Factor(
        key=key,
        title=key.upper(),
        description="",
        items=tuple(Item(f"{key}{i}", f"{key} {i}", reversed=i in reversed_items) for i in range(items)),
    )


def make_instrument(
    *,
    factors: int = 4,
    items: int = 3,
    scale: tuple[int, int] = (1, 7),
    areas: int = 2,
    questions: int = 2,
    version: str = "1",
    reference_sd: float = 0.9,
) -> Instrument:
    """Factors f0, f1 ..., dealt in turn to the areas a0, a1 ... of view "areas"; view "one" has them all in "all"."""
    keys = [f"f{i}" for i in range(factors)]
    dealt = tuple(Area(f"a{i}", f"Område {i}", "", tuple(keys[i::areas])) for i in range(areas))
    low, high = scale
    return Instrument(
        key="test",
        version=version,
        title="Test",
        intro="",
        scale=Scale(low, high, {low: "helt uenig", high: "helt enig"}, "vet ikke"),
        factors=tuple(make_factor(key, items=items) for key in keys),
        views=(View("areas", "Områder", dealt), View("one", "Alle", (Area("all", "Alle", "", tuple(keys)),))),
        open_questions=tuple(OpenQuestion(f"q{i}", f"Spørsmål {i}?") for i in range(questions)),
        licence=LICENCE,
        reference_sd=reference_sd,
        reference_sd_source="test",
        checksum="0" * 64,
    )
