"""Scores of one member: reversal and the rule of two thirds."""

from collections.abc import Sequence

from assessments.statistics.exact import Exact, Number, exact, mean
from assessments.statistics.nulls import Scale


def reverse(value: Number, scale: Scale) -> Exact:
    """minimum + maximum − value: the answer to the opposite statement. Within the scale when the value is."""
    return scale.minimum + scale.maximum - exact(value)


def factor_score(answers: Sequence[Number | None], reversed_items: Sequence[bool], scale: Scale) -> float | None:
    """Mean of the answered items after reversal, within the scale; None with fewer than two thirds answered.

    ``answers`` has one value per item, None for "vet ikke" or unanswered, which is missing and never a midpoint.
    ValueError for an answer outside the scale, or when the two sequences differ in length.
    The rule of two thirds is the product's own; it allows one missing of three or four items and of five.
    """
    scored = [
        _scored(answer, is_reversed, scale)
        for answer, is_reversed in zip(answers, reversed_items, strict=True)
        if answer is not None
    ]
    if not scored or 3 * len(scored) < 2 * len(answers):
        return None
    return float(mean(scored))


def _scored(answer: Number, is_reversed: bool, scale: Scale) -> Exact:
    value = exact(answer)
    if not scale.minimum <= value <= scale.maximum:
        raise ValueError(f"{answer} is outside {scale.minimum}:{scale.maximum}")
    return reverse(value, scale) if is_reversed else value
