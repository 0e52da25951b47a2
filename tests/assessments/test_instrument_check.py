"""An instrument file is told every fault it has, by line; whatever is clean can be loaded."""

import datetime as dt
import json

import jsonschema
import pytest

from assessments import sealing
from assessments.instrument import NormFigure, load_instrument
from assessments.instrument_check import SIZE_LIMIT, InstrumentRefused, decode
from assessments.instrument_check.rules import FACTORS, OPEN_QUESTIONS, SCALE_END
from tests.assessments.instrument_files import DEFAULT, SCHEMA, WITH_NORMS, edited, told

# In order -----------------------------------------------------------------------


@pytest.mark.parametrize("source", [DEFAULT, WITH_NORMS, "\ufeff" + DEFAULT, DEFAULT.replace("\n", "\r\n")])
def test_a_file_in_order_has_no_fault(source):
    assert told(source) == []


def test_loader_reads_what_the_checker_lets_through():
    instrument = load_instrument("\ufeff" + WITH_NORMS)

    assert (instrument.languages, instrument.rater_roles) == (("nb",), ("member",))
    [norm] = instrument.norms
    assert (norm.key, norm.title, norm.source) == ("grupper", "Andre grupper", "En studie")
    assert (norm.date, norm.groups, norm.factors) == (dt.date(2023, 1, 31), 160, {"purpose": NormFigure(5.1, 0.6)})


@pytest.mark.parametrize("source", [DEFAULT, WITH_NORMS])
def test_file_follows_the_schema(source):
    jsonschema.Draft202012Validator.check_schema(SCHEMA.schema)

    assert list(SCHEMA.iter_errors(json.loads(source))) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"version": "1.0",', '"version": "1.0", "x-note": [1, {"a": null}],'),
        ('{"key": "purpose_1",', '{"key": "purpose_1", "reversed": false,'),
        ('"rater_roles": ["member"]', '"rater_roles": ["leader", "member", "external"]'),
        ('"value": 0.9', '"value": 3'),
        ('"4": {"nb": "Verken eller"},', ""),
    ],
)
def test_what_is_allowed(old, new):
    source, _ = edited(DEFAULT, old, new)

    assert told(source) == []
    assert list(SCHEMA.iter_errors(json.loads(source))) == []


# One fault ------------------------------------------------------------------------

FAULTS = [
    ('"instrument/1"', '"instrument/2"', "«format» skal være «instrument/1»."),
    (
        '"ledergruppe",',
        '"Leder gruppe",',
        "Nøkkelen til verktøyet «Leder gruppe» skal være små bokstaver a–z, sifre, «_» og «-», høyst 50 tegn.",
    ),
    ('"version": "1.0"', '"version": 1.0', "«version» skal være en tekst i anførselstegn."),
    (
        '"version": "1.0"',
        '"version": "1 / 2"',
        "«version» skal være høyst 20 tegn: bokstaver a–z, sifre, «.», «+», «-» og «_».",
    ),
    ('"languages": ["nb"]', '"languages": "nb"', "«languages» skal være en liste, […]."),
    ('"languages": ["nb"]', '"languages": []', "«languages» skal ha 1–10 språk, her er det 0."),
    ('"languages": ["nb"]', '"languages": ["nb", "nb"]', "Språket «nb» er brukt før, på linje 5."),
    ('["member"]', '["boss"]', "Rollen «boss» er ikke «leader», «member» eller «external»."),
    ('["member"]', '["member", "member"]', "Rollen «member» er brukt før, på linje 6."),
    ('"licence": {', '"x-licence": [], "licence": {"a": 1,', "«licence» har ingen nøkkel «a»."),
    (
        '"may_export_items": true',
        '"may_export_items": "true"',
        "«may_export_items» skal være true eller false, uten anførselstegn.",
    ),
    ('"name": "MIT"', '"name": "  "', "«name» er tom."),
    ('"name": "MIT"', f'"name": "{"M" * 121}"', "«name» er på 121 tegn, grensen er 120."),
    ('"name": "MIT"', '"name": "M\\u0000T"', "«name» har et tegn som ikke kan vises (U+0000)."),
    ('"name": "MIT"', '"name": "M\\ud800T"', "«name» har et tegn som ikke kan vises (U+D800)."),
    ('"value": 0.9', '"value": 0', "«value» i «reference_sd» skal være større enn 0."),
    ('"value": 0.9', '"value": 3.01', "«value» i «reference_sd» er større enn skalaen gir rom for (3)."),
    ('"value": 0.9', '"value": true', "«value» i «reference_sd» skal være et tall."),
    ('"maximum": 7', '"maximum": 7.0', "«maximum» skal være et helt tall."),
    ('"maximum": 7', '"maximum": 1', "«maximum» (1) skal være større enn «minimum» (1)."),
    ('"maximum": 7', '"maximum": 100', "Skalaen skal ha høyst 11 trinn, mellom −10 og 10."),
    (
        '"7": {"nb": "Helt enig"}',
        '"08": {"nb": "Enig"}, "7": {"nb": "B"}',
        "«labels» har «08», som ikke er et helt tall.",
    ),
    (
        '"7": {"nb": "Helt enig"}',
        '"8": {"nb": "Enig"}, "7": {"nb": "Helt"}',
        "«labels» har 8, som er utenfor skalaen 1–7.",
    ),
    ('{"nb": "Vet ikke"}', '"Vet ikke"', '«unknown» skal ha én tekst for hvert språk, for eksempel {"nb": "…"}.'),
    ('{"nb": "Vet ikke"}', "{}", "«unknown» mangler teksten på «nb»."),
    (
        '{"nb": "Vet ikke"}',
        '{"nb": "Vet ikke", "en": "No idea"}',
        "«unknown» har en tekst på «en», et språk som ikke står i «languages».",
    ),
    ('"reversed": true', '"reversed": 1', "«reversed» skal være true eller false, uten anførselstegn."),
    (
        '"reversed": true',
        '"revers": true',
        "En påstand i tema «purpose» har ingen nøkkel «revers». Mente du «reversed»?",
    ),
    (
        '"open_questions": [',
        '"open_questions": [{"key": "mer", "text": {"nb": "Mer?"}},',
        "«open_questions» skal ha 0–3 spørsmål, her er det 4.",
    ),
]


@pytest.mark.parametrize(("old", "new", "sentence"), FAULTS, ids=lambda text: text[:24])
def test_fault_is_told_on_its_line(old, new, sentence):
    source, line = edited(DEFAULT, old, new)

    assert told(source) == [f"linje {line}: {sentence}"]


@pytest.mark.parametrize(
    ("key", "earlier", "what"),
    [
        ("purpose_2", "purpose_1", "Nøkkelen"),
        ("works_well", "purpose_1", "Nøkkelen"),
        ("fire", "tre", "Nøkkelen til inndelingen"),
        ("outcomes", "inputs", "Nøkkelen til området"),
    ],
)
def test_key_used_before_is_told_with_both_lines(key, earlier, what):
    source, line = edited(DEFAULT, f'"key": "{key}"', f'"key": "{earlier}"')
    _, before = edited(DEFAULT, f'"key": "{earlier}"', "")

    assert told(source) == [f"linje {line}: {what} «{earlier}» er brukt før, på linje {before}."]


NORM_FAULTS = [
    ('"2023-01-31"', '"2023-02-31"', "«date» i norm «grupper» skal være en dato som 2026-01-31."),
    ('"2023-01-31"', '"20230131"', "«date» i norm «grupper» skal være en dato som 2026-01-31."),
    ('"groups": 160', '"groups": 9', "«groups» i norm «grupper» skal være minst 10."),
    ('"mean": 5.1', '"mean": 7.1', "«mean» i norm «grupper» er utenfor skalaen 1–7."),
    ('"sd": 0.6', '"sd": -0.6', "«sd» i norm «grupper» skal være større enn 0."),
    ('"purpose": {"mean"', '"purpsoe": {"mean"', "Temaet «purpsoe» i norm «grupper» finnes ikke i «factors»."),
    ('"En studie"', '""', "«source» i norm «grupper» er tom."),
]


@pytest.mark.parametrize(("old", "new", "sentence"), NORM_FAULTS)
def test_fault_in_a_norm(old, new, sentence):
    source, line = edited(WITH_NORMS, old, new)

    assert told(source) == [f"linje {line}: {sentence}"]


def test_missing_key_is_told_where_its_object_begins():
    source, line = edited(DEFAULT, '{"key": "purpose_1", "text":', '{"key": "purpose_1", "x-text":')

    assert told(source) == [f"linje {line}: En påstand i tema «purpose» mangler «text»."]


def test_a_scale_without_the_name_of_an_end():
    source, line = edited(DEFAULT, ',\n      "7": {"nb": "Helt enig"}', "")

    assert told(source) == [f"linje {line - 6}: «labels» mangler navn på trinn 7: begge endene skal ha det."]


@pytest.mark.parametrize("items", [2, 6])
def test_a_factor_has_three_to_five_items(items):
    data = json.loads(DEFAULT)
    factor = data["factors"][0]
    factor["items"] = [{"key": f"i{i}", "text": {"nb": "Vi møtes."}} for i in range(items)]

    source = json.dumps(data, indent=1)

    line = source[: source.index('"items"')].count("\n") + 1
    assert told(source) == [f"linje {line}: «items» i tema «purpose» skal ha 3–5 påstander, her er det {items}."]


def test_each_factor_stands_once_in_each_view():
    data = json.loads(DEFAULT)
    data["views"][1]["areas"][0]["factors"] = ["purpose", "tasks", "size", "purpose", "unheard_of"]

    lines = json.dumps(data, indent=1).splitlines()

    view = next(i for i, line in enumerate(lines) if '"fire"' in line)
    areas, twice, unknown = (
        next(i for i, line in enumerate(lines, 1) if i > view and text in line)
        for text in ('"areas"', '"size"', '"unheard_of"')
    )
    assert told("\n".join(lines)) == [
        f"linje {areas}: Temaet «composition» står ikke i inndeling «fire».",
        f"linje {areas}: Temaet «rewards» står ikke i inndeling «fire».",
        f"linje {twice + 1}: Temaet «purpose» er brukt før i inndeling «fire», på linje {twice - 2}.",
        f"linje {unknown}: Temaet «unheard_of» finnes ikke i «factors».",
    ]


def test_every_text_is_there_in_every_language():
    source, _ = edited(DEFAULT, '["nb"]', '["nb", "nn"]')

    missing = [sentence for sentence in told(source) if "mangler teksten på «nn»." in sentence]

    assert len(missing) == len(told(source)) == source.count('{"nb": "')


def test_another_language_alone_is_not_enough():
    assert told(DEFAULT.replace('"nb"', '"en"')) == ["linje 5: «languages» skal ha «nb»: portalen vises på bokmål."]


def test_all_faults_are_told_at_once_in_the_order_of_the_file():
    source = DEFAULT
    for old, new in [("instrument/1", "x"), ('"MIT"', "1"), ('"value": 0.9', '"value": -1'), ("true}", "null}")]:
        source = source.replace(old, new, 1)

    assert [sentence.split(":")[0] for sentence in told(source)] == ["linje 2", "linje 10", "linje 18", "linje 44"]


def test_a_key_given_twice():
    source, line = edited(DEFAULT, '"minimum": 1,', '"minimum": 1,\n"minimum": 1,')

    assert told(source) == [f"linje {line + 1}: Nøkkelen «minimum» står to ganger i samme objekt."]


# Not JSON -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("", "linje 1: Filen slutter før den er ferdig."),
        ('{"a": 1,\n\n', "linje 1: Her skulle det stått en nøkkel i anførselstegn."),
        ('{"a":\n[1,\n 2', "linje 3: Filen slutter før den er ferdig."),
        ('{"a": 1\n "b": 2}', "linje 1: Komma eller «}» mangler etter verdien."),
        ("[1,\n2,\n]", "linje 2: Det står et komma for mye før «]»."),
        ('{"a"\n: 1,\n"b" 2}', "linje 3: Kolon mangler etter nøkkelen «b»."),
        ('{\n"a": "b\nc"}', "linje 2: En tekst mangler anførselstegn til slutt, eller har et ugyldig tegn i seg."),
        ("{\n'a': 1}", "linje 2: Her skulle det stått en nøkkel i anførselstegn."),
        ("[\ntrue,\nTrue]", "linje 3: «True» er ikke en JSON-verdi; tekster skal stå i anførselstegn."),
        ("[NaN]", "linje 1: «NaN» er ikke en JSON-verdi; tekster skal stå i anførselstegn."),
        ("[²]", "linje 1: «²» er ikke en JSON-verdi; tekster skal stå i anførselstegn."),
        ("[-]", "linje 1: Tallet er ikke gyldig."),
        (f"[{'9' * 5000}]", "linje 1: Tallet er ikke gyldig."),
        ("[" * 100_000, "linje 1: Verdiene ligger for dypt inne i hverandre."),
        ("{}\n{}", "linje 2: Her skulle filen vært slutt."),
        ("[1]", "linje 1: Filen skal være et objekt, {…}."),
    ],
    ids=lambda text: text[:20],
)
def test_broken_json_has_one_clear_line(source, fault):
    assert told(source) == [fault]


def test_file_in_another_encoding_or_too_large():
    with pytest.raises(
        InstrumentRefused, match=r"^linje 3: Filen er ikke UTF-8; lagre den på nytt med det tegnsettet.$"
    ):
        decode("{\n\n'blåbær".encode("latin-1"))
    with pytest.raises(InstrumentRefused, match=r"^linje 1: Filen er større enn 1 MB.$"):
        decode(b" " * (SIZE_LIMIT + 1))


def test_fullest_sheet_of_the_largest_instrument_has_room_in_its_body():
    items = tuple(f"item_{i}" for i in range(5 * FACTORS))
    texts = {f"{i}".ljust(50, "q"): "\U0001f642" * sealing.TEXT_LIMIT for i in range(OPEN_QUESTIONS)}
    content = sealing.SheetContent(dict.fromkeys(items, -SCALE_END), texts)
    seed, token = bytes(32), "t" * 43

    body = sealing.seal(content, token=token, item_keys=items, public_key=sealing.seal_public_key(seed))

    opened = sealing.unseal(body, tokens={token}, item_keys=items, private_key=sealing.seal_private_key(seed))
    assert opened == content
