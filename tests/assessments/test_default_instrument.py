"""The default instrument holds what its check list promises: format, structure and wording."""

import re
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

import assessments
from assessments.instrument import Factor, Item, load_instrument

DATA = Path(assessments.__file__).parent / "data"
INSTRUMENT = load_instrument((DATA / "ledergruppe.json").read_text(encoding="utf-8"))
ITEMS = [item for factor in INSTRUMENT.factors for item in factor.items]

TITLES = [
    "Tydelig formål",
    "Riktige saker",
    "Passe størrelse",
    "Riktig sammensetning",
    "Belønning som bygger samarbeid",
    "Klart mål for hver sak",
    "Fokusert samtale",
    "Saklig uenighet",
    "Lite personkonflikt",
    "Dialog",
    "Lite maktspill",
    "Samarbeid og felles ansvar",
    "Kontakt med omgivelsene",
    "Læring og refleksjon",
    "Ledelse av gruppen",
    "Nyttige spilleregler",
    "Forberedelse og oppfølging av møter",
    "Saksresultater",
    "Beslutninger blir gjennomført",
    "Gruppen fungerer som team",
    "Psykologisk trygghet",
    "Lagånd",
    "Trivsel",
    "Læring og vekst for den enkelte",
]
MOVED_TO_STATES = ["norms", "safety", "cohesion"]
ABOUT_THE_PERSON = {"wellbeing", "growth"}

NEGATIONS = {"ikke", "aldri", "ingen", "ingenting", "intet", "uten", "verken", "neppe", "knapt", "mangler", "sjelden"}
ABSOLUTES = {"alltid", "alle", "alt", "ofte"}
# Words that a new member would ask about, or that say nothing.
JARGON = re.compile(
    r"\b(adresser|agenda|dynamikk|effektiv|eierskap|emosjonell|feedback|fokus|forankr|helhetlig|implementer|innovati|"
    r"kompetanse|konstruktiv|kultur|leveranse|mandat|mobiliser|norm|optimal|performance|prestasjon|proaktiv|prosess|"
    r"psykologisk|refleksjon|relasjon|robust|smidig|strategi|struktur|synergi|transparen|verdiskap|visjon)"
)
# Not said on any screen (the portal says kartlegging, tema, påstand).
NOT_ON_SCREEN = ["respondent", "instrument", "faktor", "runde", "score", "benchmark", "token"]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def faults(item: Item) -> list[str]:
    """What the written check list has against this item; empty when it passes."""
    found = words(item.text)
    return [
        fault
        for fault, present in {
            "more than 14 words": len(found) > 14,
            "two claims": "og" in found or "samt" in found or ";" in item.text,
            "negation": bool(NEGATIONS & set(found)),
            "absolute": bool(ABSOLUTES & set(found)),
            "jargon": bool(JARGON.search(item.text.lower())),
            "speaks to the reader": bool({"du", "dere", "deg", "din"} & set(found)),
            "not one sentence": not re.fullmatch(r"[A-ZÆØÅ][^.!?]*\.", item.text),
        }.items()
        if present
    ]


def all_texts() -> list[str]:
    """Every text a person reads, the items included."""
    texts = [INSTRUMENT.title, INSTRUMENT.intro, INSTRUMENT.scale.unknown, *INSTRUMENT.scale.labels.values()]
    for factor in INSTRUMENT.factors:
        texts += [factor.title, factor.description, *(item.text for item in factor.items), *factor.discussion]
    for view in INSTRUMENT.views:
        texts += [view.title, *(text for area in view.areas for text in (area.title, area.intro))]
    for question in INSTRUMENT.open_questions:
        texts += [question.text, question.help]
    return texts


def factors_in_order(view_key: str) -> list[str]:
    return [key for area in INSTRUMENT.view(view_key).areas for key in area.factors]


def test_identity_and_scale():
    scale = INSTRUMENT.scale

    assert (INSTRUMENT.key, INSTRUMENT.version) == ("ledergruppe", "1.0")
    assert (scale.minimum, scale.maximum, scale.unknown) == (1, 7, "Vet ikke")
    assert [scale.labels[value] for value in scale.values] == [
        "Helt uenig",
        "Uenig",
        "Litt uenig",
        "Verken eller",
        "Litt enig",
        "Enig",
        "Helt enig",
    ]


def test_twenty_four_factors_with_three_items_each():
    assert [factor.title for factor in INSTRUMENT.factors] == TITLES
    assert [len(factor.items) for factor in INSTRUMENT.factors] == [3] * 24


def test_keys_are_unique_and_plain():
    keys = [*INSTRUMENT.factor_by_key, *INSTRUMENT.item_keys, *(q.key for q in INSTRUMENT.open_questions)]

    assert len(INSTRUMENT.factor_by_key) == 24
    assert len(set(keys)) == 24 + 72 + 3
    assert [key for key in keys if not re.fullmatch(r"[a-z][a-z_]*(_[1-3])?", key)] == []


@pytest.mark.parametrize("view", ["tre", "fire"])
def test_every_factor_stands_once_in_each_view(view):
    assert sorted(factors_in_order(view)) == sorted(INSTRUMENT.factor_by_key)


def test_three_areas_keep_the_order_in_which_factors_are_asked():
    areas = INSTRUMENT.view("tre").areas

    assert [(area.title, len(area.factors)) for area in areas] == [
        ("Forutsetninger", 5),
        ("Prosesser", 12),
        ("Resultater", 7),
    ]
    assert factors_in_order("tre") == list(INSTRUMENT.factor_by_key)


def test_four_areas_only_move_the_states():
    three = {area.title: area.factors for area in INSTRUMENT.view("tre").areas}
    four = {area.title: list(area.factors) for area in INSTRUMENT.view("fire").areas}

    assert four.pop("Relasjonelle tilstander") == MOVED_TO_STATES
    assert four == {title: [key for key in keys if key not in MOVED_TO_STATES] for title, keys in three.items()}


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.key)
def test_item_passes_the_check_list(item):
    assert faults(item) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Vi lytter og spør.", "two claims"),
        ("Vi tar aldri opp vanskelige saker.", "negation"),
        ("Vi er alltid forberedt.", "absolute"),
        ("Vi har en konstruktiv tone.", "jargon"),
        ("Dere lytter til hverandre.", "speaks to the reader"),
        ("Vi lytter", "not one sentence"),
        ("Vi vet hva vi vil med hver eneste sak vi tar opp i møtene våre hver uke.", "more than 14 words"),
    ],
)
def test_check_list_catches(text, fault):
    assert faults(Item("x", text)) == [fault]


def test_items_differ_by_more_than_a_word():
    near = [
        (one.key, other.key)
        for one, other in combinations(ITEMS, 2)
        if len(set(words(one.text)) ^ set(words(other.text))) <= 2
    ]

    assert near == []


def test_only_the_two_personal_factors_say_i():
    saying_i = {factor.key for factor in INSTRUMENT.factors for item in factor.items if "jeg" in words(item.text)}

    assert saying_i == ABOUT_THE_PERSON


def reversed_count(factor: Factor) -> int:
    return sum(item.reversed for item in factor.items)


def test_reversed_items_are_a_fair_share_and_mostly_single():
    counts = {factor.key: reversed_count(factor) for factor in INSTRUMENT.factors}

    assert 0.15 <= sum(counts.values()) / 72 <= 0.33
    assert 10 <= sum(count > 0 for count in counts.values()) <= 16
    assert {key for key, count in counts.items() if count > 1} == {"relationship_conflict", "politics"}


def test_place_in_the_factor_does_not_give_reversal_away():
    places = Counter(place for factor in INSTRUMENT.factors for place, item in enumerate(factor.items) if item.reversed)

    assert sorted(places) == [0, 1, 2]
    assert max(places.values()) <= 0.6 * sum(places.values())


def test_texts_are_whole_and_free_of_words_kept_off_the_screen():
    texts = all_texts()

    assert [text for text in texts if not text or text != text.strip() or "  " in text] == []
    assert [text for text in texts if any(word in text.lower() for word in NOT_ON_SCREEN)] == []


def test_sentences_end_as_sentences():
    statements = [INSTRUMENT.intro, *(factor.description for factor in INSTRUMENT.factors)]
    statements += [area.intro for view in INSTRUMENT.views for area in view.areas]
    statements += [question.help for question in INSTRUMENT.open_questions]
    questions = [text for factor in INSTRUMENT.factors for text in factor.discussion]
    questions += [question.text for question in INSTRUMENT.open_questions]

    assert [text for text in statements if not text.endswith(".")] == []
    assert [text for text in questions if not text.endswith("?")] == []


def test_each_factor_has_a_short_description_and_questions():
    assert [f.key for f in INSTRUMENT.factors if len(words(f.description)) > 22] == []
    assert [f.key for f in INSTRUMENT.factors if len(f.discussion) not in (2, 3)] == []
    assert len({text for f in INSTRUMENT.factors for text in f.discussion}) == sum(
        len(f.discussion) for f in INSTRUMENT.factors
    )


def test_intro_names_the_period():
    assert INSTRUMENT.intro.startswith("Svar ut fra hvordan det har vært de siste tre månedene.")


def test_open_questions():
    assert [question.key for question in INSTRUMENT.open_questions] == ["works_well", "could_be_better", "results"]


def test_licence_allows_showing_and_asks_for_certification():
    licence = INSTRUMENT.licence

    assert licence.status == "egenutviklet, forskningsbasert, ikke validert"
    assert (licence.may_show_items_in_report, licence.may_export_items) == (True, True)
    assert licence.requires_certification is True


def test_reference_spread_is_sane_and_called_provisional():
    # One item answered at random on seven steps spreads 2.0, the mean of three such 1.15.
    assert 0.5 <= INSTRUMENT.reference_sd <= 1.5
    assert "Foreløpig" in INSTRUMENT.reference_sd_source


def test_written_check_list_has_every_item_as_it_stands():
    page = (DATA / "ledergruppe.checklist.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in page.splitlines() if row.startswith("| `")]

    assert rows == [
        [f"`{item.key}`", item.text, "ja" if item.reversed else "", str(len(item.text.split())), "✓", "✓", "✓", "✓"]
        for item in ITEMS
    ]
