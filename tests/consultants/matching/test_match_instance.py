"""The command: from file to file, the same bytes always, and one line when the instance cannot be used."""

import copy
import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from consultants.matching.fields import InstanceError
from consultants.matching.result import match_file

from .instances import listed, realistic, small
from .judge import Judge
from .solving import solve_text

ROOT = Path(__file__).resolve().parents[3]
BEFORE = "det som sto her før"


def run(tmp_path, capsys, data):
    """Exit code, stderr and the text of OUT, which held BEFORE; nothing else may be left in the folder."""
    source, target = tmp_path / "inn.json", tmp_path / "ut.json"
    source.write_bytes(data)
    target.write_text(BEFORE)
    try:
        call_command("match_instance", str(source), str(target))
        code = 0
    except SystemExit as stop:
        code = stop.code
    assert sorted(path.name for path in tmp_path.iterdir()) == ["inn.json", "ut.json"]
    return code, capsys.readouterr().err, target.read_text()


def refused(tmp_path, capsys, data):
    """The one line of a refusal."""
    code, error, out = run(tmp_path, capsys, data)
    assert (code, out) == (2, BEFORE)
    assert error.count("\n") == 1
    assert error.startswith("match_instance: ")
    assert error.endswith("\n")
    return error


def as_bytes(instance):
    return json.dumps(instance).encode()


def shuffled(value, rng):
    """The same content with lists and keys in another order; wishes are ranked and away is from-to."""
    if isinstance(value, dict):
        items = [(key, item if key in ("wishes", "away") else shuffled(item, rng)) for key, item in value.items()]
        rng.shuffle(items)
        return dict(items)
    if isinstance(value, list):
        items = [shuffled(item, rng) for item in value]
        rng.shuffle(items)
        return items
    return value


@pytest.mark.parametrize(
    "instance",
    [
        realistic(40, 10, 5, rematch=True),
        listed(80, 15, 6, 5, ratio=0.8),
        realistic(20, 8, 5, kind="pair", ratio=1.5, rematch=True),
    ],
    ids=lambda instance: instance["name"],
)
def test_the_order_of_lists_and_keys_does_not_matter(instance):
    expected = solve_text(instance)

    for seed in range(5):
        assert solve_text(shuffled(instance, random.Random(seed))) == expected


@pytest.mark.parametrize("kind", ["lead", "pair"])
def test_the_command_writes_the_same_bytes_under_any_hash_seed(tmp_path, kind):
    source = tmp_path / "inn.json"
    source.write_bytes(as_bytes(realistic(30, 10, 7, kind=kind, ratio=1.3)))
    written = set()
    for seed in ("0", "1", "4711"):
        target = tmp_path / f"ut{seed}.json"
        command = [sys.executable, "manage.py", "match_instance", str(source), str(target)]
        # An unreachable database shows that none is touched.
        environment = os.environ | {"PYTHONHASHSEED": seed, "DATABASE_URL": "postgres://nobody@localhost:1/none"}
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
        written.add(target.read_bytes())

    assert len(written) == 1


def test_a_command_that_refuses_ends_with_2_and_makes_no_file(tmp_path):
    command = [sys.executable, "manage.py", "match_instance", str(tmp_path / "borte.json"), str(tmp_path / "ut.json")]

    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)

    assert done.returncode == 2
    assert done.stderr == f"match_instance: {tmp_path / 'borte.json'}: No such file or directory\n"
    assert list(tmp_path.iterdir()) == []


def test_a_round_without_groups_or_consultants_is_solved(tmp_path, capsys):
    for kind in ("lead", "pair"):
        instance = {"format": "match/1", "name": "tom", "kind": kind, "round": {"instrument": "effect"}}
        code, error, out = run(tmp_path, capsys, as_bytes(instance))
        assert (code, error) == (0, "")
        assert json.loads(out)["vector"] == [0] * 7

        instance["groups"] = realistic(3, 1, 1)["groups"]
        code, error, out = run(tmp_path, capsys, as_bytes(instance))
        assert [row["reason"] for row in json.loads(out)["unplaced"]] == ["no_eligible"] * 3


def test_ids_with_norwegian_letters_are_written_as_utf_8(tmp_path, capsys):
    instance = listed(2, 1, 1, 1)
    instance["consultants"][0]["id"] = 'Åse "Å" \\'
    instance["pairs"] = {group["id"]: {'Åse "Å" \\': 3} for group in instance["groups"]}

    code, _, out = run(tmp_path, capsys, as_bytes(instance))

    assert code == 0
    assert json.loads(out)["assignments"][0]["lead"] == 'Åse "Å" \\'
    assert "Åse" in out


BASE = realistic(4, 3, 1)


def change(path, value):
    def apply(instance):
        *way, last = path
        for step in way:
            instance = instance[step]
        instance[last] = value

    return apply


def drop(*path):
    def apply(instance):
        *way, last = path
        for step in way:
            instance = instance[step]
        del instance[last]

    return apply


GROUP, CONSULTANT = ("groups", 0), ("consultants", 0)
SEAT = {"group": "g00000", "consultant": "k0000", "role": "lead"}


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (change(["format"], "match/2"), "format skal være en av match/1"),
        (drop("name"), "name mangler"),
        (change(["kind"], "trio"), "kind skal være en av lead, pair"),
        (drop("round", "instrument"), "instrument mangler"),
        (change(["round"], []), "round: skal være et objekt"),
        (change(["round", "to"], "2020-01-01"), "perioden slutter før den begynner"),
        (change(["round", "quarantine_years"], -1), "quarantine_years skal være minst 0"),
        (change(["round", "junior_lead_needs_senior_co"], 1), "skal være true eller false"),
        (change(["weights", "load"], 1.5), "load skal være et heltall"),
        (change(["weights", "load"], True), "load skal være et heltall"),
        (change(["weights", "load"], 10**101), "load skal være minst 0"),
        (change(["groups"], {}), "groups: skal være en liste"),
        (change(["groups", 0], 7), "groups[1]: skal være et objekt"),
        (change([*GROUP, "id"], "g00001"), 'id "g00001" finnes to ganger'),
        (change([*CONSULTANT, "id"], "k0001"), 'id "k0001" finnes to ganger'),
        (change([*GROUP, "id"], 12), "groups[1]: id skal være en tekst"),
        (change([*GROUP, "id"], ""), "groups[1]: id skal være en tekst"),
        (change([*GROUP, "id"], "\ud800"), "tegn som ikke finnes i UTF-8"),
        (change([*GROUP, "tier"], 3), "tier skal være fra 1 til 2"),
        (change([*GROUP, "priority"], 101), "priority skal være fra 0 til 100"),
        (change([*GROUP, "level"], 0), "level skal være fra 1 til 4"),
        (drop(*GROUP, "employer"), "employer mangler"),
        (drop(*GROUP, "to"), "to mangler"),
        (change([*GROUP, "to"], "2020-01-01"), "perioden slutter før den begynner"),
        (change([*GROUP, "from"], "2027-02-29"), "skal være en dato"),
        (change([*GROUP, "from"], "20270228"), "skal være en dato"),
        (change([*GROUP, "from"], 20270228), "skal være en dato"),
        (change([*GROUP, "co"], None), "co skal være en av no, wish, required"),
        (change([*GROUP, "wishes"], ["a", "b", "c", "d"]), "wishes kan ha høyst 3"),
        (change([*GROUP, "members"], [1]), "members skal være en tekst"),
        (change([*GROUP, "sector"], 1), "sector skal være en tekst"),
        (drop(*CONSULTANT, "slots"), "slots mangler"),
        (change([*CONSULTANT, "slots"], -1), "slots skal være minst 0"),
        (change([*CONSULTANT, "load"], -1), "load skal være minst 0"),
        (change([*CONSULTANT, "hours"], -1), "hours skal være minst 0"),
        (change([*CONSULTANT, "seniority"], 6), "seniority skal være fra 1 til 5"),
        (change([*CONSULTANT, "away"], [["2027-02-01", "2027-01-01"]]), "perioden slutter før den begynner"),
        (change([*CONSULTANT, "away"], [["2027-02-01"]]), "away skal være par av datoer"),
        (change([*CONSULTANT, "certs"], [{"instrument": "effect", "from": "2027-01-01"}]), "to mangler"),
        (change([*CONSULTANT, "employers"], [{"id": "v", "until": ""}]), "until skal være en dato"),
        (change(["locks"], [SEAT | {"group": "ukjent"}]), 'locks[1]: "ukjent" finnes ikke'),
        (change(["locks"], [SEAT | {"consultant": "ukjent"}]), 'locks[1]: "ukjent" finnes ikke'),
        (change(["locks"], [SEAT | {"role": "co"}]), "kan ikke låse en co"),
        (change(["locks"], [SEAT | {"role": "sjef"}]), "role skal være en av lead, co"),
        (change(["declined"], [{"group": "g00000"}]), "consultant mangler"),
        (change(["pairs"], {"ukjent": {}}), 'pairs: "ukjent" finnes ikke'),
        (change(["pairs"], {"g00000": {"ukjent": 1}}), '"ukjent" finnes ikke'),
        (change(["pairs"], {"g00000": {"k0000": True}}), "verdiene skal være heltall"),
        (change(["pairs"], {"g00000": {"k0000": 10**101}}), "en verdi er for stor"),
        (change(["pairs"], {"g00000": []}), "skal være et objekt"),
        (change(["pairs"], None), "pairs: skal være et objekt"),
    ],
)
def test_what_is_wrong_is_named_on_one_line(tmp_path, capsys, edit, words):
    instance = copy.deepcopy(BASE)
    edit(instance)

    assert words in refused(tmp_path, capsys, as_bytes(instance))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "filen er ikke JSON: linje 1, tegn 1"),
        (b"{", "filen er ikke JSON"),
        (b'{"format": NaN}', "NaN er ikke et tall"),
        (b"\xff\xfe{}", "filen er ikke UTF-8"),
        (b"[]", "filen: skal være et objekt"),
        (b"[" * 200_000, "for mange nivåer"),
        (b'{"a": ' + b"9" * 5000 + b"}", "for stort tall"),
        (b'{"format": "match/1", "format": "match/1"}', "samme nøkkel to ganger"),
    ],
)
def test_what_is_not_an_instance_is_refused(tmp_path, capsys, data, words):
    assert words in refused(tmp_path, capsys, data)


def test_pairs_belong_to_kind_lead(tmp_path, capsys):
    instance = small(random.Random(1), "pair") | {"pairs": {}}

    assert "pairs gjelder bare for kind lead" in refused(tmp_path, capsys, as_bytes(instance))


def pinned(*seats, **changes):
    """Two consultants and two groups that suit each other, with these pins."""
    group = {"tier": 1, "priority": 5, "employer": "v", "level": 1, "from": "2027-01-01", "to": "2027-06-01"}
    group |= {"co": "wish", "lead_hours": 10, "co_hours": 5}
    cert = {"instrument": "effect", "from": "2026-01-01", "to": "2028-01-01"}
    return {
        "format": "match/1",
        "name": "låst",
        "kind": "pair",
        "round": {"instrument": "effect"},
        "groups": [{**group, "id": "g1"}, {**group, "id": "g2", "co": "no"}],
        "consultants": [{"id": name, "certs": [cert], "slots": 2, "hours": 20} for name in ("a", "b")],
        "locks": [dict(zip(("group", "consultant", "role"), seat, strict=True)) for seat in seats],
        **changes,
    }


@pytest.mark.parametrize(
    ("instance", "words"),
    [
        (pinned(("g1", "a", "lead"), ("g1", "b", "lead")), "har allerede en låst lead"),
        (pinned(("g1", "a", "co"), ("g1", "b", "co")), "har allerede en låst co"),
        (pinned(("g1", "a", "lead"), ("g1", "a", "co")), "samme person"),
        (pinned(("g2", "a", "co")), "skal ikke ha medkonsulent"),
        (pinned(("g1", "a", "lead"), declined=[{"group": "g1", "consultant": "a"}]), "bryter en regel (declined)"),
        (pinned(("g1", "a", "lead"), consultants=[{"id": "a", "slots": 2}]), "bryter en regel (no_cert)"),
        (pinned(("g1", "a", "co"), consultants=[{"id": "a", "slots": 2}]), "bryter en regel (no_cert)"),
    ],
)
def test_impossible_pins_are_refused(tmp_path, capsys, instance, words):
    assert words in refused(tmp_path, capsys, as_bytes(instance))


@pytest.mark.parametrize(
    ("limits", "words"),
    [({"slots": 1}, '"a" har ikke plass til 2'), ({"slots": 2, "hours": 19}, '"a" har ikke timer nok')],
)
def test_pins_over_capacity_are_refused(tmp_path, capsys, limits, words):
    instance = pinned(("g1", "a", "lead"), ("g2", "a", "lead"))
    instance["consultants"][0] |= limits

    assert words in refused(tmp_path, capsys, as_bytes(instance))


def test_possible_pins_are_kept():
    instance = pinned(("g1", "b", "co"), ("g2", "a", "lead"))

    assert json.loads(solve_text(instance))["assignments"] == [
        {"group": "g1", "lead": "a", "co": "b"},
        {"group": "g2", "lead": "a", "co": None},
    ]


def test_those_who_have_left_do_not_stop_a_round(tmp_path, capsys):
    instance = copy.deepcopy(BASE) | {
        "declined": [{"group": "borte", "consultant": "k0000"}],
        "previous": [SEAT | {"consultant": "borte"}],
        "ukjent": 1,
    }

    assert run(tmp_path, capsys, as_bytes(instance))[0] == 0


def test_a_target_that_cannot_be_written_is_refused_and_nothing_is_left(tmp_path, capsys):
    source, folder = tmp_path / "inn.json", tmp_path / "mappe"
    source.write_bytes(as_bytes(BASE))
    folder.mkdir()
    for target in (folder, tmp_path / "finnes-ikke" / "ut.json"):
        with pytest.raises(SystemExit) as stop:
            call_command("match_instance", str(source), str(target))
        assert stop.value.code == 2
        assert capsys.readouterr().err.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["inn.json", "mappe"]


# Hostile instances ----------------------------------------------------------

JUNK = (
    None,
    True,
    False,
    -1,
    0,
    3,
    1.5,
    10**30,
    "",
    "x",
    "2027-01-01",
    "\ud800",
    "a\nb\u2028c",
    [],
    {},
    [[]],
    [{}],
    [1],
)


def hostile(rng):
    """Bytes that were a small instance before one to three things happened to it."""
    instance = small(rng, rng.choice(("lead", "lead", "lead", "pair")), groups=3, consultants=3)
    for _ in range(rng.randint(1, 3)):
        spoil(rng, instance)
    data = bytearray(json.dumps(instance).encode())
    for _ in range(rng.choice((0, 0, 0, 1, 3))):
        data[rng.randrange(len(data))] = rng.randrange(256)
    return bytes(data[: rng.randrange(len(data))] if rng.random() < 0.05 else data)


def spoil(rng, value):
    """Change, drop or repeat one thing somewhere inside a list or an object."""
    while True:
        places = list(value) if isinstance(value, dict) else list(range(len(value)))
        if not places:
            return
        place = rng.choice(places)
        if isinstance(value[place], dict | list) and rng.random() < 0.8:
            value = value[place]
            continue
        act = rng.randrange(4)
        if act == 0:
            del value[place]
        elif act == 1 and isinstance(value, list):
            value.append(copy.deepcopy(value[place]))
        else:
            value[place] = copy.deepcopy(rng.choice(JUNK))
        return


def refusal_of(source, target):
    """The message of a refusal, or None when a result was written."""
    try:
        match_file(source, target)
    except InstanceError as error:
        return str(error)
    return None


def check_hostile(tmp_path, seeds):
    """Each is refused with one line and no file, or solved with a result the judge accepts."""
    source, target = tmp_path / "inn.json", tmp_path / "ut.json"
    refusals = 0
    for seed in seeds:
        data = hostile(random.Random(f"hostile {seed}"))
        source.write_bytes(data)
        target.write_text(BEFORE)
        message = refusal_of(source, target)
        if message is None:
            Judge(json.loads(data)).check(json.loads(target.read_text()))
        else:
            refusals += 1
            assert len(message.splitlines()) == 1, seed
            assert target.read_text() == BEFORE
        assert len(list(tmp_path.iterdir())) == 2
    return refusals


def test_hostile_instances_are_refused_or_solved(tmp_path):
    assert 100 < check_hostile(tmp_path, range(300)) < 290


@pytest.mark.full
def test_ten_thousand_hostile_instances_are_refused_or_solved(tmp_path):
    assert 5_000 < check_hostile(tmp_path, range(1_000, 11_000)) < 9_500


def test_a_plan_that_is_not_proven_is_not_written(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("consultants.matching.solve.Market.is_proven", lambda market: False)

    assert "lot seg ikke bevise" in refused(tmp_path, capsys, as_bytes(BASE))
