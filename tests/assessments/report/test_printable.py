"""Texts people have written: shown as they are, unable to disturb."""

import time

import pytest

from assessments.report import printable


def test_ordinary_text_is_left_alone():
    text = "Vi får ikke sagt fra – «nok er nok», sa Áile på møtet (kl. 13)."

    assert printable.paragraphs(text) == (text,)


def test_lines_become_paragraphs():
    assert printable.paragraphs("En\r\n\r\n\r\n to \n") == ("En", "to")


def test_a_thousand_lines_become_one():
    assert printable.paragraphs("a\n" * 1200) == (" ".join(["a"] * 1200),)


def test_control_direction_and_surrogates_go():
    assert printable.line("a\x07\x1b\u202eb\u2066c\ud800d\u200b\ufeff") == "abcd"


def test_long_run_gets_places_to_break():
    (broken,) = printable.paragraphs("x" * 100)

    assert [len(part) for part in broken.split(printable.BREAK)] == [40, 40, 20]
    assert broken.replace(printable.BREAK, "") == "x" * 100


def test_breaking_takes_linear_time():
    started = time.process_time()
    printable.paragraphs("x" * 200_000)

    assert time.process_time() - started < 1


def test_piled_marks_are_cut():
    assert len(printable.line("e" + "\u0489" * 500)) == 4


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Bra 👍🏽🎉 jobbet ❤️", "Bra [emoji] jobbet [emoji]"),
        ("Vi ler 😂 😂😂. Heia 🇳🇴🇸🇪, også 🏴󠁧󠁢󠁳󠁣󠁴󠁿!", "Vi ler [emoji]. Heia [emoji], også [emoji]!"),
        ("Familie 👨‍👩‍👧‍👦 først", "Familie [emoji] først"),
        ("1️⃣ Færre saker ⏰", "1 Færre saker [emoji]"),
        ("Navn™️ og ©️ er tegn", "Navn™ og © er tegn"),
        ("ක්‍ර", "ක්‍ර"),
    ],
)
def test_emoji_become_a_word(text, printed):
    assert printable.without_emoji(text, "[emoji]") == printed


def test_arabic_keeps_its_letters():
    assert printable.line("مرحبا") == "مرحبا"
