import pytest

from assessments.publication import (
    AGREEMENT_LABELS,
    AREA_WORD_LABELS,
    RUNG_LABELS,
    VERDICT_LABELS,
    Agreement,
    PublishedArea,
    PublishedFactor,
    Rung,
    Verdict,
    Word,
    mean_text,
    score_text,
)
from assessments.publication.change import ChangeReason
from assessments.publication.words import CHANGE_REASON_LABELS


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (PublishedFactor("f", Rung.FULL, 43), "4,3"),
        (PublishedFactor("f", Rung.MEANS, 20, "low"), "2,0 eller lavere"),
        (PublishedFactor("f", Rung.MEANS, 60, "high"), "6,0 eller høyere"),
        (PublishedArea("a", None, 65, "high"), "6,5 eller høyere"),
        (PublishedFactor("f"), ""),
    ],
)
def test_mean_is_written_with_a_comma_and_its_end(shown, text):
    assert mean_text(shown) == text


def test_scores_have_one_decimal():
    assert [score_text(tenths) for tenths in (0, 9, 10, 100)] == ["0,0", "0,9", "1,0", "10,0"]


def test_every_word_has_a_label():
    assert [str(AREA_WORD_LABELS[word]) for word in Word] == ["lavt", "under midten", "over midten", "høyt"]
    assert [str(AGREEMENT_LABELS[word]) for word in Agreement] == ["samstemt", "nokså samstemt", "ulike syn"]
    assert [str(VERDICT_LABELS[word]) for word in Verdict] == ["endret", "ikke avgjort", "uendret"]
    assert set(RUNG_LABELS) == set(Rung)
    assert set(CHANGE_REASON_LABELS) == set(ChangeReason)
